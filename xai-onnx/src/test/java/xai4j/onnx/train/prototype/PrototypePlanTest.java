package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrototypePlanTest {
    private static final PrototypePlan PLAN = new PrototypePlan(5, 0.2, 0.3, 8, 4, 0.2);

    @Test
    void eachWitherChangesItsOwnNumbersAndNoOther() {
        assertThat(PLAN.withPerClass(7)).isEqualTo(new PrototypePlan(7, 0.2, 0.3, 8, 4, 0.2));
        assertThat(PLAN.withPenalties(0.5, 0.6)).isEqualTo(new PrototypePlan(5, 0.5, 0.6, 8, 4, 0.2));
        assertThat(PLAN.withPruning(3, 1)).isEqualTo(new PrototypePlan(5, 0.2, 0.3, 3, 1, 0.2));
        assertThat(PLAN.withShare(0)).isEqualTo(new PrototypePlan(5, 0.2, 0.3, 8, 4, 0));
    }

    /** A twentieth of a map is rounded up, and the paper's single place is the least. */
    @Test
    void aShareOfTheMapIsOnePlaceOrMore() {
        assertThat(PLAN.withShare(0.05).places(169)).isEqualTo(9);
        assertThat(PLAN.withShare(0.05).places(49)).isEqualTo(3);
        assertThat(PLAN.withShare(0).places(49)).isEqualTo(1);
        assertThat(PLAN.withShare(1).places(49)).isEqualTo(49);
    }

    @Test
    void whatAWitherSetsIsChecked() {
        assertThatThrownBy(() -> PLAN.withPerClass(0)).hasMessage("prototypes per class cannot be 0");
        assertThatThrownBy(() -> PLAN.withPenalties(-1, 0)).hasMessage("ridge cannot be -1.0");
        assertThatThrownBy(() -> PLAN.withPenalties(0, Double.NaN)).hasMessage("sparsity cannot be NaN");
        assertThatThrownBy(() -> PLAN.withPruning(3, 4)).hasMessage("neighbours of the own class cannot be 4");
        assertThatThrownBy(() -> PLAN.withShare(1.5)).hasMessage("share of places cannot be 1.5");
    }
}
