package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TotalSobolIndicesTest {
    private static final int DESIGNS = 20_000;

    private static double[] indices(int arguments, int designs, ToDoubleFunction<double[]> function) {
        TotalSobolIndices sobol = new TotalSobolIndices(arguments, designs, 3);
        return sobol.of(Arrays.stream(sobol.points()).mapToDouble(function).toArray());
    }

    /** Ishigami and Homma 1990, a = 7, b = 0.1: V₁ = (1 + bπ⁴/5)²/2, V₂ = a²/8, V₁₃ = b²π⁸ (1/18 − 1/50), V = V₁ + V₂ + V₁₃. */
    @Test
    void theIshigamiFunctionHasItsAnalyticIndices() {
        double a = 7;
        double b = 0.1;
        double first = Math.pow(1 + b * Math.pow(Math.PI, 4) / 5, 2) / 2;
        double second = a * a / 8;
        double both = b * b * Math.pow(Math.PI, 8) * (1 / 18.0 - 1 / 50.0);
        double variance = first + second + both;

        double[] indices = indices(3, DESIGNS, u -> {
            double x = Math.PI * (2 * u[0] - 1);
            double y = Math.PI * (2 * u[1] - 1);
            double z = Math.PI * (2 * u[2] - 1);
            return Math.sin(x) + a * Math.pow(Math.sin(y), 2) + b * Math.pow(z, 4) * Math.sin(x);
        });

        assertThat(indices[0]).isCloseTo((first + both) / variance, within(0.01));
        assertThat(indices[1]).isCloseTo(second / variance, within(0.01));
        assertThat(indices[2]).isCloseTo(both / variance, within(0.01));
    }

    /** Sobol's g-function, Π (|4x − 2| + a)/(1 + a): Vᵢ = 1/(3 (1 + aᵢ)²), V = Π (1 + Vᵢ) − 1, Tᵢ = Vᵢ Π_{j≠i} (1 + Vⱼ) / V. */
    @Test
    void theGFunctionHasItsAnalyticIndices() {
        double[] a = {0, 1, 4.5, 9, 99};
        double[] parts = Arrays.stream(a).map(x -> 1 / (3 * (1 + x) * (1 + x))).toArray();
        double product = Arrays.stream(parts).reduce(1, (p, v) -> p * (1 + v));

        double[] indices = indices(a.length, DESIGNS, u -> {
            double value = 1;
            for (int i = 0; i < a.length; i++) {
                value *= (Math.abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
            }
            return value;
        });

        for (int i = 0; i < a.length; i++) {
            double analytic = parts[i] * product / (1 + parts[i]) / (product - 1);
            assertThat(indices[i]).as("argument %d", i).isCloseTo(analytic, within(0.02));
        }
    }

    @Test
    void aSumSharesItsVarianceOutAndWhatDoesNotCountHasNone() {
        double[] indices = indices(3, 4000, u -> 3 * u[0] + u[1]);

        assertThat(indices[0]).isCloseTo(0.9, within(0.02));
        assertThat(indices[1]).isCloseTo(0.1, within(0.02));
        assertThat(indices[2]).isZero();
        assertThat(indices(2, 8, u -> 5)).containsExactly(0, 0);
    }

    @Test
    void everyArgumentGoesOverItsWholeRangeInEqualStepsAndPairsDifferInOne() {
        TotalSobolIndices sobol = new TotalSobolIndices(2, 8, 1);
        double[][] points = sobol.points();

        assertThat(points).hasDimensions(8 * 4, 2);
        for (int d = 0; d < 2; d++) {
            int argument = d;
            assertThat(Arrays.stream(points).limit(8).mapToInt(point -> (int) (8 * point[argument])))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(points[16 + i][0]).isEqualTo(points[8 + i][0]);
            assertThat(points[16 + i][1]).isEqualTo(points[i][1]);
        }
        assertThat(new TotalSobolIndices(2, 8, 1).points()).isDeepEqualTo(points);
        assertThatThrownBy(() -> sobol.of(1, 2)).hasMessageContaining("2 values of 32 points");
        assertThatThrownBy(() -> new TotalSobolIndices(0, 8, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
