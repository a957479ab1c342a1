package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.InverseGradient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.OnnxGraph;

/** Rules that users bring for operators of their own. */
class GradientRulesTest {
    @Test
    void aRuleThatIsNamedAsAServiceIsUsed() {
        OperatorCheck.fixed(3, 17, check -> {
            String identity = check.floats(new long[] {1, 2, 2}, 1, 0, 0, 1);
            String matrix = check.op("Add", List.of(check.range(-0.3, 0.3).value(1, 2, 2), identity));
            return check.foreign("com.microsoft", "Inverse", List.of(matrix), new long[] {1, 2, 2});
        });
    }

    @Test
    void whatIsNoDerivativeIsNotTakenFromIt() {
        RuleBook relevance = new Lrp(LrpComposite.epsilonPlus(), OnnxGraph.empty("net", 17), "x").book();

        assertThat(RuleBook.gradients().find("com.microsoft.Inverse")).isPresent();
        assertThat(relevance.find("com.microsoft.Inverse")).isEmpty();
        assertThat(relevance.refusal("com.microsoft.Inverse")).isEqualTo("it has no LRP rule");
    }

    @Test
    void nobodySpeaksForAnOperatorThatHasARule() {
        GradientRules again = new InverseGradient() {
            @Override
            public Set<String> operators() {
                return Set.of("Gelu");
            }
        };

        assertThatThrownBy(() -> ProvidedRules.of(List.of(again)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("com.microsoft.Gelu");
        assertThatThrownBy(() -> ProvidedRules.of(List.of(new InverseGradient(), new InverseGradient())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("both bring a rule for com.microsoft.Inverse");
    }
}
