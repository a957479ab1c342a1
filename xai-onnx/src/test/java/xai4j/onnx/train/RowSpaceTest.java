package xai4j.onnx.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import xai4j.numeric.LinearScoreFit;
import xai4j.numeric.ScoreLoss;

class RowSpaceTest {
    private static final int ROWS = 12;
    private static final int FEATURES = 40;
    private static final int CLASSES = 3;

    private final float[] rows = new float[ROWS * (FEATURES + 1)];
    private final int[] labels = new int[ROWS];

    /** Rows whose mean is zero, as standardised ones have it, and of which one is there twice. */
    RowSpaceTest() {
        Random random = new Random(1);
        for (int d = 0; d < FEATURES; d++) {
            float sum = 0;
            for (int n = 0; n < ROWS - 3; n++) {
                rows[n * (FEATURES + 1) + d] = (float) random.nextGaussian();
                sum += rows[n * (FEATURES + 1) + d];
            }
            rows[(ROWS - 3) * (FEATURES + 1) + d] = 1;
            rows[(ROWS - 2) * (FEATURES + 1) + d] = 1;
            rows[(ROWS - 1) * (FEATURES + 1) + d] = -sum - 2;
        }
        for (int n = 0; n < ROWS; n++) {
            rows[n * (FEATURES + 1) + FEATURES] = 1;
            labels[n] = n % CLASSES;
        }
    }

    /** The weights of the penalised problem lie in the space of the rows, so that both ways lead to them. */
    @Test
    void theProblemInTheSpaceOfTheRowsHasTheSameSolution() {
        RowSpace space = RowSpace.of(rows, FEATURES);
        double[] whole = solved(rows, FEATURES + 1);
        double[] lifted = space.lifted(solved(space.coordinates(), ROWS + 1));
        assertThat(lifted).hasSize(whole.length);
        for (int j = 0; j < whole.length; j++) {
            assertThat(lifted[j]).as("weight " + j).isCloseTo(whole[j], within(1e-4));
        }
    }

    private double[] solved(float[] seen, int width) {
        double[] zero = new double[CLASSES * width];
        return new LinearScoreFit(seen, labels, CLASSES, ScoreLoss.CROSS_ENTROPY)
                .solveSquared(zero, zero, 0.1, 500, 1e-9);
    }

    @Test
    void featuresThatAreAllZeroLeaveNoWeights() {
        float[] flat = new float[4 * 7];
        for (int n = 0; n < 4; n++) {
            flat[n * 7 + 6] = 1;
        }
        RowSpace space = RowSpace.of(flat, 6);
        assertThat(space.lifted(new double[] {0, 0, 0, 0, 2})).containsExactly(0, 0, 0, 0, 0, 0, 2);
    }
}
