package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LastLayerTest {
    private static final int PICTURES = 600;
    private static final double SPARSITY = 0.01;
    private static final PrototypeLayout LAYOUT = PrototypeLayout.perClass(3, 2, 4);

    private final int[] labels = new int[PICTURES];
    private final float[] similarities = new float[PICTURES * LAYOUT.count()];

    /** Each prototype answers a little more to its own class; classes overlap, so that there is a best layer. */
    private LastLayer problem(double sparsity) {
        Random random = new Random(4);
        for (int n = 0; n < PICTURES; n++) {
            labels[n] = n % 3;
            for (int p = 0; p < LAYOUT.count(); p++) {
                double own = LAYOUT.classes().get(p) == labels[n] ? 1 : 0;
                similarities[n * LAYOUT.count() + p] = (float) (1 + own + random.nextGaussian());
            }
        }
        return new LastLayer(similarities, labels, LAYOUT, sparsity);
    }

    @Test
    void theSolutionMeetsTheConditionsOfTheOptimum() {
        LastLayer problem = problem(SPARSITY);
        float[] weights = problem.solve(LAYOUT.table(1, -0.5f), 5000, 1e-7);
        double[] gradient = problem.gradient(weights);
        int zeros = 0;
        for (int i = 0; i < weights.length; i++) {
            boolean own = LAYOUT.classes().get(i % LAYOUT.count()) == i / LAYOUT.count();
            if (own) {
                assertThat(gradient[i]).isCloseTo(0, offset(1e-4));
            } else if (weights[i] == 0) {
                assertThat(Math.abs(gradient[i])).isLessThanOrEqualTo(SPARSITY + 1e-4);
                zeros++;
            } else {
                assertThat(gradient[i]).isCloseTo(-SPARSITY * Math.signum(weights[i]), offset(1e-4));
            }
        }
        assertThat(zeros).as("weights that do not pay are zero").isPositive();
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        LastLayer problem = problem(0);
        float[] weights = LAYOUT.table(1, -0.5f);
        double[] gradient = problem.gradient(weights);
        for (int i = 0; i < weights.length; i++) {
            float middle = weights[i];
            weights[i] = middle + 1e-3f;
            double above = problem.crossEntropy(weights);
            weights[i] = middle - 1e-3f;
            double below = problem.crossEntropy(weights);
            weights[i] = middle;
            assertThat(gradient[i]).isCloseTo((above - below) / 2e-3, offset(1e-5));
        }
    }

    @Test
    void everyStartLeadsToTheSameSolution() {
        LastLayer problem = problem(SPARSITY);
        float[] one = problem.solve(LAYOUT.table(1, -0.5f), 5000, 1e-7);
        float[] other = problem.solve(LAYOUT.table(0, 0.3f), 5000, 1e-7);
        assertThat(problem.objective(one)).isCloseTo(problem.objective(other), offset(1e-6));
    }

    @Test
    void fewStepsDoNotMakeItWorse() {
        LastLayer problem = problem(SPARSITY);
        float[] start = LAYOUT.table(1, -0.5f);
        assertThat(problem.objective(problem.solve(start, 10, 0))).isLessThan(problem.objective(start));
    }

    @Test
    void muchSparsityLeavesOnlyOwnClasses() {
        float[] weights = problem(10).solve(LAYOUT.table(1, -0.5f), 2000, 1e-6);
        for (int i = 0; i < weights.length; i++) {
            if (LAYOUT.classes().get(i % LAYOUT.count()) != i / LAYOUT.count()) {
                assertThat(weights[i]).isZero();
            }
        }
    }

    @Test
    void accuracyCountsTheLargestScore() {
        assertThat(problem(0).accuracy(LAYOUT.table(1, 0))).isBetween(0.6, 1.0);
    }
}
