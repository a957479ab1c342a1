package xai4j.djl.torch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {
    static List<Path> archives() throws IOException, URISyntaxException {
        Path goldens = Path.of(Objects.requireNonNull(ScriptParserTest.class.getResource("/goldens"))
                .toURI());
        try (Stream<Path> files = Files.walk(goldens)) {
            return files.filter(file -> file.toString().endsWith(".pt")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void whatIsPrintedParsesToTheSameTree(Path archive) throws IOException {
        int files = 0;
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().endsWith(".py")) {
                    String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    ScriptFile file = ScriptParser.file("m", text);
                    assertThat(ScriptParser.file("m", ScriptPrinter.print(file)))
                            .isEqualTo(file);
                    files++;
                }
            }
        }
        assertThat(files).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a + b * c | (a + (b * c))",
                "a - b - c | ((a - b) - c)",
                "-a ** b | (- (a ** b))",
                "not a == b | (not (a == b))",
                "a if b else c if d else e | (a if b else (c if d else e))",
                "x is not None | (x is not None)",
                "a not in b | (a not in b)",
                "(self).forward(x, ) | self.forward(x)",
                "(f(x)).b | (f(x)).b",
                "[1, -1, 1.0000000000000001e-05] | [1, -1, 1.0000000000000001e-05]",
                "(a,) | (a,)",
                "x[1:2] | x[1:2]",
                "annotate(Dict[str, Tensor], {\"k\": v, }) | annotate(Dict[str, Tensor], {\"k\": v})",
                "f(a, k=1) | f(a, k=1)"
            })
    void bracketsSayWhatBindsFirst(String text, String printed) {
        assertThat(ScriptPrinter.print(ScriptParser.expression(text))).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a +", "(a", "a b", "f(a", "\"open", "a ? b", "if", "x = ", "^F()(x)", "lambda x: x", "1 = 2"})
    void whatIsNotOfTheLanguageIsRefusedWithItsLine(String text) {
        assertThatThrownBy(() -> ScriptParser.file("m", "def f(x: Tensor) -> Tensor:\n  " + text + "\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageMatching("(?s)line [23]: .*");
    }

    @Test
    void attributesWithOddNamesAndDefaultsAreKept() {
        String text = "class N(Module):\n  __parameters__ = [\"w\", ]\n  __annotations__[\"0\"] = __torch__.A\n"
                + "  k : Final[int] = 3\n  w : Tensor\n";
        ScriptClass type = ScriptParser.file("m", text).classes().findFirst().orElseThrow();
        assertThat(type.attributes().keySet()).containsExactly("0", "k", "w");
        assertThat(type.classOf("0")).isEqualTo("__torch__.A");
        assertThat(type.settings()).hasSize(1);
    }

    /** As printed where a variable is given a wider type in one branch. */
    @Test
    void aTypeMayBeSaidOfAVariable() {
        String text = "a : Optional[List[Tensor]] = torch.unbind(x)\n";
        Statement.Assign assign =
                (Statement.Assign) ScriptParser.statements(text).get(0);

        assertThat(assign.type()).isEqualTo(ScriptParser.expression("Optional[List[Tensor]]"));
        assertThat(ScriptPrinter.print(new ScriptFile(List.of(assign)))).isEqualTo(text);
    }
}
