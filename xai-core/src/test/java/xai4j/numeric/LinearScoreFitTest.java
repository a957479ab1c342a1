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
        double[] solution =
                fit.solve(new double[CLASSES * FEATURES], WeightPenalty.squared(STRENGTH, FEATURES - 1), 5000, 1e-12);
        double[] gradient = fit.at(solution).gradient();
        for (int j = 0; j < solution.length; j++) {
            double penalty = j % FEATURES == FEATURES - 1 ? 0 : STRENGTH * solution[j];
            assertThat(gradient[j] + penalty).as("weight " + j).isCloseTo(0, within(1e-8));
        }
        assertThat(fit.at(solution).accuracy()).isGreaterThan(0.6);
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
