package xai4j.visualize.parameterization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import boofcv.alg.transform.fft.GeneralPurposeFFT_F64_1D;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.visualize.RandomValues;

/** Against a library's transform, column by column. */
class ColumnTransformTest {
    private static final int COLUMNS = 5;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 12, 30, 32, 96, 121, 149, 224, 299, 331})
    void everyColumnAsALibraryTransformsIt(int length) {
        float[] re = RandomValues.of(length * COLUMNS, length);
        float[] im = RandomValues.of(length * COLUMNS, length + 1);
        ColumnTransform transform = new ColumnTransform(length, COLUMNS);
        for (boolean forward : new boolean[] {true, false}) {
            for (int row = 0; row < length; row++) {
                System.arraycopy(re, row * COLUMNS, transform.values().re[row], 0, COLUMNS);
                System.arraycopy(im, row * COLUMNS, transform.values().im[row], 0, COLUMNS);
            }
            if (forward) {
                transform.forward();
            } else {
                transform.inverse();
            }
            for (int column = 0; column < COLUMNS; column++) {
                double[] expected = library(re, im, length, column, forward);
                for (int i = 0; i < length; i++) {
                    assertThat((double) transform.values().re[i][column])
                            .isCloseTo(expected[2 * i], within(3e-7 * length));
                    assertThat((double) transform.values().im[i][column])
                            .isCloseTo(expected[2 * i + 1], within(3e-7 * length));
                }
            }
        }
    }

    private static double[] library(float[] re, float[] im, int length, int column, boolean forward) {
        double[] values = new double[2 * length];
        for (int i = 0; i < length; i++) {
            values[2 * i] = re[i * COLUMNS + column];
            values[2 * i + 1] = im[i * COLUMNS + column];
        }
        GeneralPurposeFFT_F64_1D fft = new GeneralPurposeFFT_F64_1D(length);
        if (forward) {
            fft.complexForward(values);
        } else {
            fft.complexInverse(values, false);
        }
        return values;
    }
}
