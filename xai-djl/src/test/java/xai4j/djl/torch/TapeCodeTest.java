package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TapeCodeTest {
    private static final Pattern NAME = Pattern.compile("Code\\.(\\w+)");
    /** What only Java sends, and the script compares with nothing. */
    private static final Set<TapeCode> SENT = Set.of(TapeCode.PLAIN_GRADIENT, TapeCode.SIGMOID, TapeCode.SCALED);

    @Test
    void scriptAndJavaKnowTheSameCodes() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String part : TapeSource.PARTS) {
            try (var in = TapeSource.class.getResourceAsStream("tape/" + part + ".py")) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                NAME.matcher(text).results().map(found -> found.group(1)).forEach(used::add);
            }
        }
        used.remove("NAME");
        Set<String> known = Arrays.stream(TapeCode.values())
                .filter(code -> !SENT.contains(code))
                .map(Enum::name)
                .collect(Collectors.toSet());
        assertThat(used).containsExactlyInAnyOrderElementsOf(known);
        assertThat(TapeSource.text()).doesNotContain("Code.");
    }
}
