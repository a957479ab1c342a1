package xai4j.model.backend;

import java.util.Random;
import xai4j.image.ImageInput;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Checks of what is handed to a model, the same for every backend here. */
public final class BatchChecks {
    private BatchChecks() {}

    /**
     * Passes a batch through that fits a model's input.
     *
     * @throws IllegalArgumentException if it does not, with both shapes
     */
    public static Tensor requireFit(Tensor batch, ModelSpec spec) {
        ImageInput input = spec.input();
        Shape shape = batch.shape();
        Shape expected = input.imageShape();
        boolean fits = shape.rank() == 4
                && shape.dim(0) > 0
                && (input.batch() == Shape.DYNAMIC || input.batch() == shape.dim(0));
        for (int axis = 0; fits && axis < 3; axis++) {
            fits = expected.dim(axis) == Shape.DYNAMIC || expected.dim(axis) == shape.dim(axis + 1);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    spec.name() + " takes batches " + expected.prepend(input.batch()) + ", not " + shape);
        }
        return batch;
    }

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
