package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages whose code is quoted from files that the build compiles and runs. {@code <!-- File.java#name -->} stands above the block that
 * equals what lies between {@code // begin name} and {@code // end name}.
 */
class QuotedCodeTest {
    private static final Path DOCS = Path.of("../docs");
    private static final List<Path> SOURCES = List.of(
            Path.of("src/test/java/com/example"),
            Path.of("../xai-onnx/src/test/java/com/example"),
            Path.of("spark/src/main/java/xai4j/examples/spark"));
    private static final Pattern QUOTE =
            Pattern.compile("<!-- (\\w+\\.java)#([\\w-]+) -->\n(?:```java\n(.*?)```)?", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"extending.md", "testing.md", "spark.md"})
    void blocksAreWhatTheBuildCompiles(String page) throws IOException {
        String text = Files.readString(DOCS.resolve(page));
        Matcher quotes = QUOTE.matcher(text);
        String quoted = quotes.replaceAll(quote -> Matcher.quoteReplacement(quoted(quote)));
        if (Boolean.getBoolean("xai4j.quote")) {
            Files.writeString(DOCS.resolve(page), quoted);
        }

        assertThat(text).as("run with -Dxai4j.quote=true to quote again").isEqualTo(quoted);
        assertThat(QUOTE.matcher(text).results()).isNotEmpty();
        assertThat(text.split("```java", -1).length - 1)
                .as("blocks of Java in %s that are not quoted", page)
                .isEqualTo((int) QUOTE.matcher(text).results().count());
    }

    private static String quoted(MatchResult quote) {
        return "<!-- " + quote.group(1) + "#" + quote.group(2) + " -->\n```java\n"
                + region(quote.group(1), quote.group(2)) + "```";
    }

    private static String region(String file, String name) {
        try {
            String source = Files.readString(SOURCES.stream()
                    .map(folder -> folder.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + file + " in " + SOURCES)));
            Matcher region = Pattern.compile("// begin " + name + "\n(.*?)[ ]*// end " + name + "\n", Pattern.DOTALL)
                    .matcher(source);
            assertThat(region.find()).as("region %s in %s", name, file).isTrue();
            return region.group(1)
                    .lines()
                    .map(String::stripTrailing)
                    .collect(Collectors.joining("\n"))
                    .stripIndent()
                    .stripTrailing()
                    .concat("\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
