package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LargestMeanTest {
    @Test
    void oneIsTheMaximumAndAllAreTheMean() {
        assertThat(LargestMean.of(new float[] {2, -1, 7, 4}, 1)).isEqualTo(7);
        assertThat(LargestMean.of(new float[] {2, -1, 7, 4}, 3)).isEqualTo((7 + 4 + 2) / 3.0);
        assertThat(LargestMean.of(new float[] {2, -1, 7, 4}, 4)).isEqualTo(3);
        assertThat(LargestMean.of(new float[] {2, -1, 7, 4}, 9)).isEqualTo(3);
        assertThat(LargestMean.of(new float[] {-5, -3}, 1)).isEqualTo(-3);
    }

    @Test
    void nothingHasNoMean() {
        assertThatThrownBy(() -> LargestMean.of(new float[0], 1)).hasMessage("no mean of 1 among 0 numbers");
        assertThatThrownBy(() -> LargestMean.of(new float[2], 0)).hasMessage("no mean of 0 among 2 numbers");
    }
}
