package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpearmanCorrelationTest {
    /** By hand: ranks 1 2 3 4 and 1 2.5 2.5 4 give 4.5 / √(5 · 4.5). */
    @Test
    void equalValuesShareTheirMeanRank() {
        assertThat(SpearmanCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {10, 20, 20, 70}))
                .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-15));
        assertThat(SpearmanCorrelation.of(new double[] {0.0, -0.0, 1}, new double[] {5, 5, 9}))
                .isCloseTo(1, within(1e-15));
    }

    @Test
    void onlyTheOrderCounts() {
        double[] a = {3, -1, 7, 0.5, 2};
        double[] rising = {27, -1, 343, 0.125, 8};
        double[] falling = {-27, 1, -343, -0.125, -8};
        assertThat(SpearmanCorrelation.of(a, rising)).isCloseTo(1, within(1e-15));
        assertThat(SpearmanCorrelation.of(a, falling)).isCloseTo(-1, within(1e-15));
    }

    @Test
    void constantsHaveNoCorrelation() {
        assertThat(SpearmanCorrelation.of(new double[] {1, 2}, new double[] {3, 3}))
                .isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpearmanCorrelation.of(new double[] {1, 2}, new double[] {3}));
    }
}
