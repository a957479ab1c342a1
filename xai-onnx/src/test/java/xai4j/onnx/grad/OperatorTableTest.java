package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.OperatorFacts;
import xai4j.onnx.graph.Shapes;

/**
 * The documentation's tables of operators against the code. Run with {@code -Dxai4j.docs=write} to print the second one into
 * the page anew.
 */
class OperatorTableTest {
    private static final Path PAGE = Path.of("../docs/onnx-gradients.md");
    private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9.]+)`");
    private static final String HEAD = "| operator | DeepLIFT | LRP | axes | sign | work |";

    @Test
    void namesEveryOperatorThatHasARuleOnce() throws IOException {
        Matcher matcher = CODE.matcher(table("| group |"));
        List<String> named = new ArrayList<>();
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        named.removeAll(Expansions.operators());

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(OperatorRules.all().keySet());
    }

    @Test
    void saysWhatEachOperatorDoesInEachBook() throws IOException {
        String printed = new TreeMap<>(OperatorRules.all())
                .entrySet().stream()
                        .map(line -> row(line.getKey(), line.getValue()))
                        .collect(Collectors.joining("\n", HEAD + "\n|---|---|---|---|---|---|\n", ""));
        if (System.getProperty("xai4j.docs", "").equals("write")) {
            Files.writeString(PAGE, Files.readString(PAGE).replace(table(HEAD), printed));
        }

        assertThat(table(HEAD)).isEqualTo(printed);
    }

    private static String table(String head) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(head);
        return page.substring(start, page.indexOf("\n\n", start));
    }

    private static String row(String operator, OperatorRules rules) {
        OperatorFacts facts = OperatorFacts.of(Node.of(operator, List.of(), List.of()));
        return String.join(
                " | ",
                "| `" + operator + "`",
                word(rules.deepLift()),
                word(rules.lrp()),
                word(facts.axes()),
                word(facts.sign()),
                word(facts.work()) + " |");
    }

    private static String word(Enum<?> fact) {
        return fact.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String word(BookRule<?> rule) {
        return rule.word().isEmpty() ? "–" : rule.word();
    }

    static List<String> operators() {
        return OperatorRules.all().keySet().stream().sorted().toList();
    }

    /** Closed by default: a book holds the operators that name a rule for it, and says of all others that it lacks one. */
    @ParameterizedTest
    @MethodSource("operators")
    void aBookHoldsWhatAnOperatorSaysAndNothingElse(String operator) {
        OperatorRules said = OperatorRules.all().get(operator);
        RuleBook lrp = new Lrp(LrpComposite.epsilonPlus(), OnnxGraph.empty("net", 17), "x").book();

        assertThat(RuleBook.gradients().find(operator)).isPresent();
        assertThat(lrp.find(operator).isPresent()).isEqualTo(said.lrp().rule() != null);
        assertThat(lrp.refusal(operator)).isEqualTo("it has no LRP rule");
    }

    @ParameterizedTest
    @MethodSource("operators")
    void anOperatorWithADerivativeHasAShape(String operator) {
        assertThat(Shapes.hasRule(Node.of(operator, List.of("x"), List.of("y")))
                        || Shapes.hasRule(Node.of(operator.replace("com.microsoft.", ""), List.of("x"), List.of("y"))
                                .in("com.microsoft")))
                .isTrue();
    }
}
