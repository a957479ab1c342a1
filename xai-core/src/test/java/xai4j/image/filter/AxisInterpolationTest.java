package xai4j.image.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisInterpolationTest {
    private static final double[] CELLS = {1, 5, 2};

    private static double[] along(AxisInterpolation axis) {
        double[] values = new double[axis.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = axis.between(i, CELLS[axis.first(i)], CELLS[axis.second(i)]);
        }
        return values;
    }

    @Test
    void linearBetweenCentresAndConstantBeyond() {
        double[] values = along(AxisInterpolation.at(new double[] {-2, 0.5, 1, 1.75, 2.5, 9}, 3));
        assertThat(values).containsExactly(new double[] {1, 1, 3, 4.25, 2, 2}, within(1e-12));
    }

    @Test
    void nearestTakesTheCellThatThePositionLiesIn() {
        assertThat(along(AxisInterpolation.nearest(new double[] {-1, 0.9, 1, 2.99, 3}, 3)))
                .containsExactly(1, 1, 5, 2, 2);
    }

    /** Six values from three under both conventions, reckoned by hand. */
    @Test
    void bothConventionsOfResizing() {
        assertThat(along(AxisInterpolation.halfPixel(3, 6)))
                .containsExactly(new double[] {1, 2, 4, 4.25, 2.75, 2}, within(1e-12));
        assertThat(along(AxisInterpolation.alignCorners(3, 6)))
                .containsExactly(new double[] {1, 2.6, 4.2, 4.4, 3.2, 2}, within(1e-12));
        assertThat(along(AxisInterpolation.alignCorners(3, 1))).containsExactly(1);
    }
}
