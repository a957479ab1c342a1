package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearScoreFitTest {
    private static final int FEATURES = 5;
    private static final int CLASSES = 3;
    private static final double STRENGTH = 0.1;

    private final float[] rows = new float[300 * FEATURES];
    private final int[] labels = new int[300];

    LinearScoreFitTest() {
        Random random = new Random(1);
        for (int n = 0; n < labels.length; n++) {
            labels[n] = n % CLASSES;
            for (int d = 0; d < FEATURES - 1; d++) {
                rows[n * FEATURES + d] = (float) (random.nextGaussian() + (d == labels[n] ? 1 : 0));
            }
            rows[n * FEATURES + FEATURES - 1] = 1;
        }
    }

    private LinearScoreFit fit() {
        return new LinearScoreFit(rows, labels, CLASSES, ScoreLoss.CROSS_ENTROPY);
    }

    /** At the optimum the gradient of loss plus penalty is zero: −strength · w for weights, 0 for the bias. */
    @Test
    void theSquaredPenaltysSolutionIsStationary() {
        LinearScoreFit fit = fit();
        double[] solution = fit.solveSquared(start(), new double[CLASSES * FEATURES], STRENGTH, 5000, 1e-10);
        double[] gradient = fit.at(solution).gradient();
        for (int j = 0; j < solution.length; j++) {
            double penalty = j % FEATURES == FEATURES - 1 ? 0 : STRENGTH * solution[j];
            assertThat(gradient[j] + penalty).as("weight " + j).isCloseTo(0, within(1e-8));
        }
        assertThat(fit.at(solution).accuracy()).isGreaterThan(0.6);
    }

    private static double[] start() {
        return new Random(3).doubles(CLASSES * FEATURES, -1, 1).toArray();
    }

    /** Two ways to one place: proximal steps of the same penalty. */
    @Test
    void proximalStepsComeToTheSameSolution() {
        LinearScoreFit fit = fit();
        double[] centre = start();
        WeightPenalty squared = (weight, output, feature, step) -> feature == FEATURES - 1
                ? weight
                : (weight + step * STRENGTH * centre[output * FEATURES + feature]) / (1 + step * STRENGTH);
        double[] proximal = fit.solve(centre, squared, 5000, 1e-12);
        double[] smooth = fit.solveSquared(start(), centre, STRENGTH, 500, 1e-10);
        // the bias is free along the direction that all classes share
        double shift = proximal[FEATURES - 1] - smooth[FEATURES - 1];
        for (int j = 0; j < smooth.length; j++) {
            assertThat(smooth[j] + (j % FEATURES == FEATURES - 1 ? shift : 0))
                    .as("weight " + j)
                    .isCloseTo(proximal[j], within(1e-7));
        }
    }

    /** Steps of a fixed size need hundreds for the same digits. */
    @Test
    void aSquaredPenaltyNeedsFewSteps() {
        LinearScoreFit fit = fit();
        double[] few = fit.solveSquared(start(), new double[CLASSES * FEATURES], STRENGTH, 25, 1e-10);
        double[] many = fit.solveSquared(start(), new double[CLASSES * FEATURES], STRENGTH, 500, 1e-12);
        for (int j = 0; j < few.length; j++) {
            assertThat(few[j]).isCloseTo(many[j], within(1e-6));
        }
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        LinearScoreFit fit = fit();
        double[] weights = new Random(2).doubles(CLASSES * FEATURES, -1, 1).toArray();
        double[] gradient = fit.at(weights).gradient();
        for (int j = 0; j < weights.length; j++) {
            double[] more = weights.clone();
            double[] less = weights.clone();
            more[j] += 1e-5;
            less[j] -= 1e-5;
            double slope = (fit.at(more).loss() - fit.at(less).loss()) / 2e-5;
            assertThat(gradient[j]).isCloseTo(slope, within(1e-8));
        }
    }

    @Test
    void labelsWithoutRowsAreRefused() {
        assertThatThrownBy(() -> new LinearScoreFit(new float[5], new int[2], 2, ScoreLoss.CROSS_ENTROPY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
