package xai4j.model.backend;

import java.util.Random;
import xai4j.model.Objective;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Checks of what is handed to a model, the same for every backend here. */
public final class BatchChecks {
    private BatchChecks() {}

    /**
     * The weights of an objective.
     *
     * @throws IllegalArgumentException if they are for scores and not {@code [N, K]}
     */
    public static Tensor weights(Tensor batch, Objective objective, int classes) {
        if (objective instanceof Objective.OfLayer of) {
            return of.weights();
        }
        Tensor weights = ((Objective.OfScores) objective).weights();
        Shape expected = Shape.of(batch.shape().dim(0), classes);
        if (!weights.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "the objective's weights are " + weights.shape() + "; " + expected + " is expected");
        }
        return weights;
    }

    /** Standard normal numbers, always the same for a shape. */
    public static Tensor noise(Shape shape) {
        Tensor noise = Tensor.zeros(shape);
        Random random = new Random(0);
        for (int i = 0; i < noise.size(); i++) {
            noise.set(i, (float) random.nextGaussian());
        }
        return noise;
    }

    /** A value as {@code [rows, all the rest]}. */
    public static Tensor rows(Tensor value, int rows) {
        return value.reshape(Shape.of(rows, value.size() / rows));
    }
}
