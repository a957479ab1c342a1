package xai4j.visualize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import xai4j.visualize.optimizer.Regularizer;
import xai4j.visualize.parameterization.FourierParameterization;
import xai4j.visualize.transformation.AffineTransformation;
import xai4j.visualize.transformation.ColorTransformation;
import xai4j.visualize.transformation.Transformation;

/** Every transformation passes gradients back by its exact transpose: ⟨A x − A 0, g⟩ = ⟨x, Aᵀ g⟩. */
class TransposeTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 10;

    @Test
    void transformationsAndTheirTransposesAgree() {
        for (Transformation transformation : List.of(
                new AffineTransformation(HEIGHT, WIDTH, 0.3, 1.1, 1.25, -2),
                new AffineTransformation(HEIGHT, WIDTH, 0, 1, 3, 0),
                new AffineTransformation(HEIGHT, WIDTH, -2, 0.7, 0, 0.5),
                new ColorTransformation(1.02, 0.9, 1.3, 0.07),
                new ColorTransformation(0.8, 1, 1, 0))) {
            float[] x = RandomValues.of(3 * HEIGHT * WIDTH, 1);
            float[] g = RandomValues.of(3 * HEIGHT * WIDTH, 2);
            float[] image = transformation.apply(x);
            float[] origin = transformation.apply(new float[x.length]);
            double left = 0;
            for (int i = 0; i < x.length; i++) {
                left += ((double) image[i] - origin[i]) * g[i];
            }
            assertThat(dot(x, transformation.transpose(g))).isCloseTo(left, within(1e-4));
        }
    }

    @Test
    void nothingIsChangedByNoTransformation() {
        float[] x = RandomValues.of(3 * HEIGHT * WIDTH, 1);
        assertThat(new AffineTransformation(HEIGHT, WIDTH, 0, 1, 0, 0).apply(x)).containsExactly(x, within(1e-6f));
        assertThat(new ColorTransformation(1, 1, 1, 0).apply(x)).containsExactly(x, within(1e-6f));
    }

    @Test
    void aHueTurnedAllTheWayRoundIsTheSame() {
        float[] x = RandomValues.of(3 * HEIGHT * WIDTH, 1);
        assertThat(new ColorTransformation(1, 1, 1, 1).apply(x)).containsExactly(x, within(0.01f));
    }

    @Test
    void theSpectrumsGradientIsThatOfFiniteDifferences() {
        for (int width : new int[] {WIDTH, 9}) {
            FourierParameterization picture = FourierParameterization.random(HEIGHT, width, new Random(3));
            float[] parameters = picture.parameters();
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] *= 30;
            }
            float[] g = RandomValues.of(3 * HEIGHT * width, 4);
            picture.rgb();
            float[] gradient = picture.backward(g);
            double largest = 0;
            for (float slope : gradient) {
                largest = Math.max(largest, Math.abs(slope));
            }
            for (int i = 0; i < parameters.length; i += 5) {
                float kept = parameters[i];
                parameters[i] = kept + 0.01f;
                double up = dot(picture.rgb(), g);
                parameters[i] = kept - 0.01f;
                double down = dot(picture.rgb(), g);
                parameters[i] = kept;
                assertThat((double) gradient[i])
                        .as("width " + width + ", parameter " + i)
                        .isCloseTo((up - down) / 0.02, within(5e-4 * largest));
            }
        }
    }

    @Test
    void penaltiesAreThoseOfFiniteDifferences() {
        Regularizer penalty = new Regularizer(0.7, 0.3, 0.9);
        float[] x = RandomValues.of(3 * HEIGHT * WIDTH, 5);
        float[] gradient = new float[x.length];
        penalty.subtractFrom(gradient, x, HEIGHT, WIDTH);
        for (int i = 0; i < x.length; i += 7) {
            float kept = x[i];
            float above = kept + 1e-4f;
            float below = kept - 1e-4f;
            x[i] = above;
            double up = value(penalty, x);
            x[i] = below;
            double down = value(penalty, x);
            x[i] = kept;
            assertThat((double) gradient[i]).isCloseTo(-(up - down) / ((double) above - below), within(1e-8));
        }
    }

    private static double value(Regularizer penalty, float[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double d = x[i] - 0.5;
            sum += penalty.l2() * d * d + penalty.l1() * Math.abs(d);
            sum += i % WIDTH + 1 < WIDTH ? penalty.totalVariation() * Math.abs((double) x[i] - x[i + 1]) : 0;
            sum += i / WIDTH % HEIGHT + 1 < HEIGHT
                    ? penalty.totalVariation() * Math.abs((double) x[i] - x[i + WIDTH])
                    : 0;
        }
        return sum / x.length;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
