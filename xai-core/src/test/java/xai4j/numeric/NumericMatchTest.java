package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumericMatchTest {
    private static final float[] EXPECTED = {100, -2, 0};

    @Test
    void byPlaceEachNumberCountsForItself() {
        assertThat(NumericMatch.byPlace(new float[] {100.5f, -2, 0}, EXPECTED, 0.01))
                .isTrue();
        assertThat(NumericMatch.byPlace(new float[] {100, -2.5f, 0}, EXPECTED, 0.01))
                .isFalse();
        assertThat(NumericMatch.byPlace(new float[] {100, -2, 0.02f}, EXPECTED, 0.01))
                .isFalse();
    }

    @Test
    void byLargestTheLargestNumberIsTheMeasure() {
        assertThat(NumericMatch.byLargest(new float[] {100, -2.5f, 0.9f}, EXPECTED, 0.01))
                .isTrue();
        assertThat(NumericMatch.byLargest(new float[] {100, -2, 1.1f}, EXPECTED, 0.01))
                .isFalse();
        assertThat(NumericMatch.byLargest(new float[] {2e-5f}, new float[] {0}, 0.01))
                .isFalse();
        assertThat(NumericMatch.byLargest(new float[] {0.5e-5f}, new float[] {0}, 0.01))
                .isTrue();
    }

    @Test
    void whatIsNotFiniteOrOfAnotherLengthMatchesNothing() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThat(NumericMatch.byPlace(new float[] {bad}, new float[] {1}, 1))
                    .isFalse();
            assertThat(NumericMatch.byLargest(new float[] {bad}, new float[] {1}, 1))
                    .isFalse();
            assertThat(NumericMatch.within(1, bad, 1)).isFalse();
        }
        assertThat(NumericMatch.byPlace(new float[] {1}, EXPECTED, 1)).isFalse();
        assertThat(NumericMatch.byLargest(EXPECTED, new float[] {100, -2}, 1)).isFalse();
    }
}
