package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation's table of differentiable operators. */
class OperatorTableTest {
    private static final Path PAGE = Path.of("../docs/onnx-gradients.md");
    private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9.]+)`");

    @Test
    void namesEveryOperatorThatHasARuleOnce() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("\n| group |");
        Matcher matcher = CODE.matcher(page.substring(start, page.indexOf("\n\n", start)));
        List<String> named = new ArrayList<>();
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(RuleBook.gradients().operators());
    }
}
