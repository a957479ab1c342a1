package xai4j.visualize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
            double[] x = random(3 * HEIGHT * WIDTH, 1);
            double[] g = random(3 * HEIGHT * WIDTH, 2);
            double[] image = transformation.apply(x);
            double[] origin = transformation.apply(new double[x.length]);
            double left = 0;
            for (int i = 0; i < x.length; i++) {
                left += (image[i] - origin[i]) * g[i];
            }
            assertThat(dot(x, transformation.transpose(g))).isCloseTo(left, within(1e-9));
        }
    }

    @Test
    void nothingIsChangedByNoTransformation() {
        double[] x = random(3 * HEIGHT * WIDTH, 1);
        assertThat(new AffineTransformation(HEIGHT, WIDTH, 0, 1, 0, 0).apply(x)).containsExactly(x, within(1e-12));
        assertThat(new ColorTransformation(1, 1, 1, 0).apply(x)).containsExactly(x, within(1e-12));
    }

    @Test
    void aHueTurnedAllTheWayRoundIsTheSame() {
        double[] x = random(3 * HEIGHT * WIDTH, 1);
        assertThat(new ColorTransformation(1, 1, 1, 1).apply(x)).containsExactly(x, within(0.01));
    }

    @Test
    void theSpectrumsGradientIsThatOfFiniteDifferences() {
        for (int width : new int[] {WIDTH, 9}) {
            FourierPicture picture = FourierPicture.random(HEIGHT, width, new Random(3));
            double[] parameters = picture.parameters();
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] *= 30;
            }
            double[] g = random(3 * HEIGHT * width, 4);
            picture.rgb();
            double[] gradient = picture.backward(g);
            for (int i = 0; i < parameters.length; i += 5) {
                double kept = parameters[i];
                parameters[i] = kept + 1e-4;
                double up = dot(picture.rgb(), g);
                parameters[i] = kept - 1e-4;
                double down = dot(picture.rgb(), g);
                parameters[i] = kept;
                assertThat(gradient[i])
                        .as("width " + width + ", parameter " + i)
                        .isCloseTo((up - down) / 2e-4, within(1e-6));
            }
        }
    }

    @Test
    void penaltiesAreThoseOfFiniteDifferences() {
        Regularizer penalty = new Regularizer(0.7, 0.3, 0.9);
        double[] x = random(3 * HEIGHT * WIDTH, 5);
        double[] gradient = new double[x.length];
        penalty.subtractFrom(gradient, x, HEIGHT, WIDTH);
        for (int i = 0; i < x.length; i += 7) {
            double kept = x[i];
            x[i] = kept + 1e-6;
            double up = value(penalty, x);
            x[i] = kept - 1e-6;
            double down = value(penalty, x);
            x[i] = kept;
            assertThat(gradient[i]).isCloseTo(-(up - down) / 2e-6, within(1e-7));
        }
    }

    private static double value(Regularizer penalty, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double d = x[i] - 0.5;
            sum += penalty.l2() * d * d + penalty.l1() * Math.abs(d);
            sum += i % WIDTH + 1 < WIDTH ? penalty.totalVariation() * Math.abs(x[i] - x[i + 1]) : 0;
            sum += i / WIDTH % HEIGHT + 1 < HEIGHT ? penalty.totalVariation() * Math.abs(x[i] - x[i + WIDTH]) : 0;
        }
        return sum / x.length;
    }

    private static double[] random(int size, long seed) {
        return new Random(seed).doubles(size).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
