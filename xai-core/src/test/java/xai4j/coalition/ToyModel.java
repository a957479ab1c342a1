package xai4j.coalition;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BatchHint;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A model whose class {@code k} scores the sum of all values times {@code weights[k]}; counts its calls. */
public class ToyModel implements Model {
    private final ModelSpec spec;
    private final float[][] weights;
    private final BatchHint hint;
    public final AtomicInteger images = new AtomicInteger();

    public ToyModel(ImageInput input, int classes, BatchHint hint) {
        this.spec = new ModelSpec(
                "toy",
                input,
                Preprocessing.unit(),
                List.of("zero", "one", "two").subList(0, classes),
                xai4j.model.ScoreKind.LOGITS,
                "");
        this.hint = hint;
        SplittableRandom random = new SplittableRandom(1);
        this.weights = new float[classes][input.imageShape().size()];
        for (float[] row : weights) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(-0.1, 0.1);
            }
        }
    }

    public ToyModel(ImageInput input) {
        this(input, 3, BatchHint.DEFAULT);
    }

    public double weight(int target, int index) {
        return weights[target][index];
    }

    public static PreparedImage image(ImageInput input, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(input.imageShape());
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) random.nextDouble());
        }
        return PreparedImage.ofTensor(tensor, input, Preprocessing.unit());
    }

    /** A grid of regions that need not divide the image. */
    public static Segmentation grid(int width, int height, int columns, int rows) {
        int[] ids = new int[width * height];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i / width * rows / height * columns + i % width * columns / width;
        }
        return Segmentation.of(width, height, ids);
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public BatchHint batchHint() {
        return hint;
    }

    @Override
    public Tensor predict(Tensor batch) {
        int rows = batch.shape().dim(0);
        int fixed = spec.input().batch();
        if (fixed != Shape.DYNAMIC && fixed != rows) {
            throw new IllegalArgumentException("batch " + rows);
        }
        images.addAndGet(rows);
        Tensor scores = Tensor.zeros(Shape.of(rows, weights.length));
        int size = weights[0].length;
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < weights.length; k++) {
                scores.set(row * weights.length + k, (float) score(batch, row * size, k));
            }
        }
        return scores;
    }

    protected double score(Tensor batch, int offset, int target) {
        double sum = 0;
        for (int i = 0; i < weights[target].length; i++) {
            sum += weights[target][i] * batch.at(offset + i);
        }
        return sum;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
