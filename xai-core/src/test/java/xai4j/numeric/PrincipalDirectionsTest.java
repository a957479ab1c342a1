package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalDirectionsTest {
    /** Rows that vary by 9 along (3, 4)/5, by 1 across it, and not at all in the third number. */
    @Test
    void directionsAndVariancesAreThoseOfTheRows() {
        Random random = new Random(1);
        float[][] rows = new float[4000][];
        for (int n = 0; n < rows.length; n++) {
            double along = 3 * random.nextGaussian();
            double across = random.nextGaussian();
            rows[n] = new float[] {(float) (0.6 * along - 0.8 * across + 5), (float) (0.8 * along + 0.6 * across), 7};
        }
        PrincipalDirections found = PrincipalDirections.of(rows, 3);
        assertThat(found.mean()[0]).isCloseTo(5, within(0.1));
        assertThat(found.mean()[2]).isCloseTo(7, within(1e-6));
        assertThat(found.variance(0)).isCloseTo(9, within(0.5));
        assertThat(found.variance(1)).isCloseTo(1, within(0.1));
        assertThat(found.variance(2)).isCloseTo(0, within(1e-9));
        double[] first = found.direction(0);
        assertThat(Math.abs(0.6 * first[0] + 0.8 * first[1])).isCloseTo(1, within(1e-3));
    }
}
