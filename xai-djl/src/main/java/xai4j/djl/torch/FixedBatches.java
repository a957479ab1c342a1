package xai4j.djl.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Runs a batch part by part: of the only size that a network takes, or else image by image on a CPU. There PyTorch's kernels sum in another
 * order for another batch size, so that an image's numbers would depend on its neighbours; and large pictures gain nothing from batches
 * (for MobileNet at 224×224 they cost 1.26 times as much, for a network at 32×32 0.43 times).
 */
final class FixedBatches {
    private static final String ONLY = "";

    private final int count;
    private final int step;

    private FixedBatches(int count, int step) {
        this.count = count;
        this.step = step;
    }

    /**
     * The parts of a batch.
     *
     * @param together whether images run together where the network allows it
     * @throws IllegalArgumentException if the batch does not fit the model's input, or does not divide into parts
     */
    static FixedBatches of(ModelSpec spec, Tensor batch, boolean together) {
        ImageInput input = spec.input();
        int fixed = input.batch();
        int count = batch.shape().rank() == 0 ? 0 : batch.shape().dim(0);
        if (fixed == Shape.DYNAMIC || count % fixed != 0) {
            spec.requireExactBatch(batch);
            return new FixedBatches(count, together ? count : 1);
        }
        ImageInput any = new ImageInput(input.layout(), input.channels(), input.height(), input.width(), Shape.DYNAMIC);
        spec.withInput(any).requireExactBatch(batch);
        return new FixedBatches(count, fixed);
    }

    /** What one part gives. */
    interface Part<T> {
        /** Runs the images from one number (inclusive) to another (exclusive). */
        T run(int from, int to);
    }

    /** One result for the whole batch. */
    Tensor joined(Part<Tensor> part) {
        return answers((from, to) -> Map.of(ONLY, part.run(from, to))).getOrDefault(ONLY, Tensor.zeros(Shape.of(1)));
    }

    /** The results for the whole batch by name. */
    Map<String, Tensor> answers(Part<Map<String, Tensor>> part) {
        if (step == count) {
            return part.run(0, count);
        }
        Map<String, Tensor> whole = new LinkedHashMap<>();
        for (int from = 0; from < count; from += step) {
            int start = from;
            part.run(from, from + step).forEach((name, answer) -> put(whole, name, answer, start));
        }
        return whole;
    }

    private void put(Map<String, Tensor> whole, String name, Tensor answer, int from) {
        Shape shape = answer.shape();
        boolean batched = shape.rank() > 0 && shape.dim(0) == step;
        if (!batched && step != 1) {
            throw new ModelException("the value " + name + " " + shape + " has no batch axis");
        }
        Shape one = batched ? shape : shape.prepend(1);
        Tensor all = whole.computeIfAbsent(name, missing -> Tensor.zeros(one.withFirst(count)));
        if (!all.shape().equals(one.withFirst(count))) {
            throw new ModelException("the value " + name + " is " + one + " for one image and "
                    + all.shape().withFirst(step) + " for another; run them one by one");
        }
        all.slice(from, from + step).buffer().put(answer.buffer());
    }
}
