package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptParser;
import xai4j.djl.torch.script.ScriptPrinter;
import xai4j.djl.torch.script.Statement;

class TorchTypesTest {
    private static TorchTypes types() {
        String source = "def f(self: __torch__.Net, x: Tensor, n: int=3) -> Tensor:\n  pass\n";
        ScriptFunction function =
                ScriptParser.file("", source).functions().findFirst().orElseThrow();
        return new TorchTypes(function, known -> "self.weight".equals(known.path()) ? TorchTypes.TENSOR : null);
    }

    /** An expression, or what stands behind a keyword. */
    private static Expression expression(String text) {
        Call call = (Call) ScriptParser.expression("f(" + text + ")");
        return call.arguments().get(0).value();
    }

    private static String of(TorchTypes types, String text) {
        return ScriptPrinter.print(types.of(expression(text)));
    }

    private static void assign(TorchTypes types, String statement) {
        Statement.Assign assign =
                (Statement.Assign) ScriptParser.statements(statement).get(0);
        types.assign(assign);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | Tensor",
                "n | int",
                "self.weight | Tensor",
                "CONSTANTS.c3 | Tensor",
                "-1.5 | int",
                "torch.mul(n, 2) | int",
                "torch.mul(n, x) | Tensor",
                "torch.mul(torch.size(x, 1), torch.len(torch.size(x))) | int",
                "torch.size(x) | List[int]",
                "(torch.size(x))[1] | int",
                "torch.slice(torch.size(x), 2) | List[int]",
                "torch.chunk(x, 3, -1) | List[Tensor]",
                "(torch.chunk(x, 3, -1))[0] | Tensor",
                "[x, x] | List[Tensor]",
                "annotate(List[int], []) | List[int]",
                "unchecked_cast(Tensor, y) | Tensor",
                "ops.prim.NumToTensor(n) | Tensor",
                "int(x) | int",
                "rounding_mode=\"trunc\" | int",
                "torch.div(x, 2., rounding_mode=\"trunc\") | Tensor",
                "unheardOf | ?",
                "torch.max(x, 1) | ?"
            })
    void tensorsAreToldFromNumbers(String expression, String type) {
        assertThat(of(types(), expression)).isEqualTo(type);
    }

    @Test
    void variablesKeepWhatWasAssigned() {
        TorchTypes types = types();
        assign(types, "q, k, = torch.chunk(x, 2)");
        assign(types, "h, w, = torch.size(x)");
        assign(types, "pair = (x, n)");
        assign(types, "a, b, = pair");
        assertThat(List.of(
                        of(types, "q"), of(types, "k"), of(types, "h"), of(types, "w"), of(types, "a"), of(types, "b")))
                .containsExactly("Tensor", "Tensor", "int", "int", "Tensor", "int");
        assertThat(types.isNumber(expression("h"))).isTrue();
        assertThat(types.isNumber(expression("k"))).isFalse();
        assertThat(types.isNumber(expression("unheardOf"))).isFalse();
    }
}
