package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchTypesTest {
    private static TorchTypes types() {
        TorchFunction function =
                TorchFunction.of("def f(self: __torch__.Net, x: Tensor, n: int=3) -> Tensor:", List.of());
        return new TorchTypes(function, text -> text.equals("self.weight") ? "Tensor" : null);
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
        assertThat(types().of(expression)).isEqualTo(type);
    }

    @Test
    void variablesKeepWhatWasAssigned() {
        TorchTypes types = types();
        types.assign("q, k, ", "torch.chunk(x, 2)");
        types.assign("h, w, ", "torch.size(x)");
        types.assign("pair", "(x, n)");
        types.assign("a, b", "pair");
        assertThat(List.of(types.of("q"), types.of("k"), types.of("h"), types.of("w"), types.of("a"), types.of("b")))
                .containsExactly("Tensor", "Tensor", "int", "int", "Tensor", "int");
        assertThat(types.isNumber("h")).isTrue();
        assertThat(types.isNumber("k")).isFalse();
        assertThat(types.isNumber("unheardOf")).isFalse();
    }
}
