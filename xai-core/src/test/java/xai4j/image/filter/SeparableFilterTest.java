package xai4j.image.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeparableFilterTest {
    private static final int WIDTH = 9;
    private static final int HEIGHT = 7;

    private static double[] dot(int x, int y) {
        double[] plane = new double[WIDTH * HEIGHT];
        plane[y * WIDTH + x] = 1;
        return plane;
    }

    @Test
    void aGaussianSpreadsADotByItsDensity() {
        double[] spread = SeparableFilter.gaussian(0.8).apply(dot(4, 3), WIDTH, HEIGHT);
        double middle = spread[3 * WIDTH + 4];
        assertThat(spread[3 * WIDTH + 5] / middle).isCloseTo(Math.exp(-1 / 1.28), within(1e-12));
        assertThat(spread[2 * WIDTH + 6] / middle).isCloseTo(Math.exp(-5 / 1.28), within(1e-12));
        assertThat(Arrays.stream(spread).sum()).isCloseTo(1, within(1e-12));
    }

    /** What a mirrored border loses on one side comes back: the sum stays; a repeated border counts the outermost pixels more often. */
    @Test
    void bordersAreMirroredOrRepeated() {
        double[] mirrored = SeparableFilter.gaussian(1.5, 2, Border.MIRROR).apply(dot(1, 3), WIDTH, HEIGHT);
        double[] repeated = SeparableFilter.gaussian(1.5, 2, Border.REPEAT).apply(dot(1, 3), WIDTH, HEIGHT);
        assertThat(Arrays.stream(mirrored).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(repeated).sum()).isLessThan(1);
        assertThat(repeated[3 * WIDTH + 2]).isEqualTo(mirrored[3 * WIDTH + 2]);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 2, 11})
    void aConstantPlaneStaysWhatItIs(double sigma) {
        double[] plane = new double[WIDTH * HEIGHT];
        Arrays.fill(plane, 0.25);
        assertThat(SeparableFilter.gaussian(sigma).apply(plane, WIDTH, HEIGHT))
                .containsOnly(new double[] {0.25}, within(1e-12));
        assertThat(SeparableFilter.box(2).apply(plane, WIDTH, HEIGHT)).containsOnly(0.25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatDoesNotBlurIsRefused(double sigma) {
        assertThatIllegalArgumentException().isThrownBy(() -> SeparableFilter.gaussian(sigma));
    }
}
