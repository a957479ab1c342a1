package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PrototypePlanTest {
    private static final PrototypePlan PLAN = new PrototypePlan(8, 64, 12, 1, 20, 0.003, 0.1, 0.01, 1e-4, 6, 3, 1);

    @Test
    void eachWitherChangesItsOwnNumbersAndNoOther() {
        assertThat(PLAN.withPrototypes(2, 3))
                .isEqualTo(new PrototypePlan(2, 3, 12, 1, 20, 0.003, 0.1, 0.01, 1e-4, 6, 3, 1));
        assertThat(PLAN.withRounds(4, 5))
                .isEqualTo(new PrototypePlan(8, 64, 4, 5, 20, 0.003, 0.1, 0.01, 1e-4, 6, 3, 1));
        assertThat(PLAN.withCosts(7, 8, 9)).isEqualTo(new PrototypePlan(8, 64, 12, 1, 20, 0.003, 7, 8, 9, 6, 3, 1));
        assertThat(PLAN.withPruning(5, 4))
                .isEqualTo(new PrototypePlan(8, 64, 12, 1, 20, 0.003, 0.1, 0.01, 1e-4, 5, 4, 1));
        assertThat(PLAN.withSeed(2)).isEqualTo(new PrototypePlan(8, 64, 12, 1, 20, 0.003, 0.1, 0.01, 1e-4, 6, 3, 2));
    }

    @Test
    void whatAWitherSetsIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.withRounds(1, 0))
                .withMessage("rounds cannot be 0");
    }
}
