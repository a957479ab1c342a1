package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloatsTest {
    @Test
    void eachNumberBecomesTheNearestInSinglePrecision() {
        assertThat(Floats.of(1.5, 0.1, 1e-60, 1e60, Double.NaN))
                .containsExactly(1.5f, 0.1f, 0f, Float.POSITIVE_INFINITY, Float.NaN);
        assertThat(Floats.of()).isEmpty();
    }
}
