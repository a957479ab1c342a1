package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PearsonCorrelationTest {
    @Test
    void reckonedByHand() {
        assertThat(PearsonCorrelation.of(new double[] {1, 2, 3}, new double[] {2, 4, 6}))
                .isCloseTo(1, within(1e-12));
        assertThat(PearsonCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 1, 2}))
                .isCloseTo(-0.5, within(1e-12));
    }

    /** The mean of equal numbers is not always that number, so that sums of squares alone would not tell. */
    @Test
    void whatDoesNotVaryCorrelatesWithNothing() {
        double[] constant = new double[49];
        Arrays.fill(constant, 0.1 + 0.2);
        double[] varying = new double[49];
        Arrays.setAll(varying, i -> i * i);
        assertThat(PearsonCorrelation.of(constant, varying)).isNaN();
        assertThat(PearsonCorrelation.of(varying, constant)).isNaN();
        assertThat(SpearmanCorrelation.of(varying, constant)).isNaN();
        assertThat(PearsonCorrelation.isConstant(constant)).isTrue();
        assertThat(PearsonCorrelation.isConstant(varying)).isFalse();
    }

    @Test
    void listsAreEquallyLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PearsonCorrelation.of(new double[3], new double[2]))
                .withMessageContaining("3 values");
    }
}
