package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrototypePlanTest {
    private static final PrototypePlan PLAN = new PrototypePlan(5, 0.2, 0.3, 8, 4);

    @Test
    void eachWitherChangesItsOwnNumbersAndNoOther() {
        assertThat(PLAN.withPerClass(7)).isEqualTo(new PrototypePlan(7, 0.2, 0.3, 8, 4));
        assertThat(PLAN.withPenalties(0.5, 0.6)).isEqualTo(new PrototypePlan(5, 0.5, 0.6, 8, 4));
        assertThat(PLAN.withPruning(3, 1)).isEqualTo(new PrototypePlan(5, 0.2, 0.3, 3, 1));
    }

    @Test
    void whatAWitherSetsIsChecked() {
        assertThatThrownBy(() -> PLAN.withPerClass(0)).hasMessage("prototypes per class cannot be 0");
        assertThatThrownBy(() -> PLAN.withPenalties(-1, 0)).hasMessage("ridge cannot be -1.0");
        assertThatThrownBy(() -> PLAN.withPenalties(0, Double.NaN)).hasMessage("sparsity cannot be NaN");
        assertThatThrownBy(() -> PLAN.withPruning(3, 4)).hasMessage("neighbours of the own class cannot be 4");
    }
}
