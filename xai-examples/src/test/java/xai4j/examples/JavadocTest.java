package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Javadoc of the library's doors is whole, and the Java in the Javadoc of xai-core compiles. */
class JavadocTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\n(.*?)\n *\\* }</pre>", Pattern.DOTALL);
    /** A comment, annotations, and the head of a static method that others may call. */
    private static final Pattern METHOD = Pattern.compile(
            "    /\\*\\*((?:(?!\\*/).)*?)\\*/\n(?:    @[^\n]*\n)*    (?:public )?static (?!final)([^(={]*?)(\\w+)\\(([^{]*?)\\)[^{}();]*\\{",
            Pattern.DOTALL);

    @TempDir
    private Path classes;

    @Test
    void examplesCompile() throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        for (Path source : sources()) {
            Matcher examples = EXAMPLE.matcher(Files.readString(source));
            while (examples.find()) {
                blocks.put(
                        source + ", example " + blocks.size(), examples.group(1).replaceAll("(?m)^ *\\* ?", ""));
            }
        }
        assertThat(blocks).as("examples found").hasSizeGreaterThan(60);
        assertThat(new JavaBlocks(classes).errors(blocks)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Explainers",
                "Models",
                "Visualizers",
                "evaluate/Comparison",
                "evaluate/Metrics",
                "explain/Explanations",
                "explain/Target",
                "image/Images",
                "json/ExplanationJson"
            })
    void doorsSayWhatGoesInAndComesOut(String door) throws IOException {
        String source = Files.readString(ROOT.resolve("xai-core/src/main/java/xai4j/" + door + ".java"));
        Matcher methods = METHOD.matcher(source);
        int found = 0;
        while (methods.find()) {
            found++;
            String comment = methods.group(1);
            for (String parameter : parameters(methods.group(4))) {
                assertThat(comment).as("%s.%s", door, methods.group(3)).contains("@param " + parameter + " ");
            }
            if (!methods.group(2).strip().equals("void")) {
                assertThat(comment).as("%s.%s", door, methods.group(3)).contains("@return ");
            }
        }
        assertThat(found).as("methods of " + door).isPositive();
    }

    /** {@code Map<Integer, Double> weights, int... indices} → {@code weights, indices}. */
    private static List<String> parameters(String declared) {
        return Stream.of(declared.replaceAll("<[^<>]*(<[^<>]*>)?[^<>]*>", "").split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1))
                .collect(Collectors.toList());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("xai-core/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
