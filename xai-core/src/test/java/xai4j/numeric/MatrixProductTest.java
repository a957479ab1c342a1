package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against plain loops in the same order, bit for bit. */
class MatrixProductTest {
    private final Random random = new Random(5);

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 0", "3, 8, 5, 2", "2, 7, 13, 0", "5, 3, 4, 1", "1, 17, 6, 3"})
    void aProductIsThatOfPlainLoops(int rows, int length, int count, int gap) {
        int stride = length + gap;
        float[] vectors = floats(2 + count * stride);
        double[] factors = Floats.widened(floats(rows * count));
        double[] sums = Floats.widened(floats(rows * length));
        double[] expected = sums.clone();
        for (int k = 0; k < rows; k++) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < length; j++) {
                    expected[k * length + j] += factors[k * count + i] * vectors[2 + i * stride + j];
                }
            }
        }
        MatrixProduct.add(sums, length, factors, vectors, 2, stride, count);
        assertThat(sums).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 5", "9, 16", "4, 17", "11, 40"})
    void aGramMatrixHoldsAllInnerProductsOfColumns(int rows, int columns) {
        float[] matrix = floats(rows * columns);
        double[] gram = GramMatrix.ofColumns(matrix, columns);
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                double product = 0;
                for (int n = 0; n < rows; n++) {
                    product += (double) matrix[n * columns + i] * matrix[n * columns + j];
                }
                assertThat(gram[i * columns + j]).isEqualTo(product);
            }
        }
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        assertThatThrownBy(() -> GramMatrix.ofColumns(new float[7], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("7 numbers are no rows of 2");
    }
}
