package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import xai4j.djl.train.Augmentation;

class ProtoPNetPlanTest {
    private static final ProtoPNetPlan PLAN =
            new ProtoPNetPlan(1, 2, 1, 8, 0.01, 0.003, 0.8, 0.08, 1e-4, 6, 3, Augmentation.NONE, 7);

    @Test
    void eachWitherChangesItsOwnNumbersAndNoOther() {
        assertThat(PLAN.withSeed(5))
                .isEqualTo(new ProtoPNetPlan(1, 2, 1, 8, 0.01, 0.003, 0.8, 0.08, 1e-4, 6, 3, Augmentation.NONE, 5));
        assertThat(PLAN.withBatch(9))
                .isEqualTo(new ProtoPNetPlan(1, 2, 1, 9, 0.01, 0.003, 0.8, 0.08, 1e-4, 6, 3, Augmentation.NONE, 7));
        assertThat(PLAN.withRates(0.5, 0.25))
                .isEqualTo(new ProtoPNetPlan(1, 2, 1, 8, 0.5, 0.25, 0.8, 0.08, 1e-4, 6, 3, Augmentation.NONE, 7));
        assertThat(PLAN.withCosts(1, 2, 3))
                .isEqualTo(new ProtoPNetPlan(1, 2, 1, 8, 0.01, 0.003, 1, 2, 3, 6, 3, Augmentation.NONE, 7));
        assertThat(PLAN.withPruning(5, 4))
                .isEqualTo(new ProtoPNetPlan(1, 2, 1, 8, 0.01, 0.003, 0.8, 0.08, 1e-4, 5, 4, Augmentation.NONE, 7));
    }

    @Test
    void whatAWitherSetsIsChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> PLAN.withBatch(1)).withMessage("batch cannot be 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.withPruning(2, 3))
                .withMessage("neighbours of the own class cannot be 3");
    }
}
