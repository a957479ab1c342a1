package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Runs a session over a batch part by part and joins what comes out along the batch axis. */
final class BatchedRun {
    private final BatchRows rows;
    private final int step;
    private final boolean exact;

    /**
     * Prepares runs.
     *
     * @param step most images per run
     * @param exact whether every run must have just as many, the last one filled up with zeros
     */
    BatchedRun(BatchRows rows, int step, boolean exact) {
        this.rows = rows;
        this.step = step;
        this.exact = exact;
    }

    /**
     * Runs all images.
     *
     * @param inputs by name, each with the same number of images
     * @param outputs wanted values, each with the batch as first axis
     */
    Map<String, Tensor> run(OnnxSession session, Map<String, Tensor> inputs, Set<String> outputs) {
        return run(session, inputs, Map.of(), outputs);
    }

    /**
     * Runs all images.
     *
     * @param inputs by name, each with the same number of images
     * @param shared further inputs, given as they are to every part
     * @param outputs wanted values, each with the batch as first axis
     */
    Map<String, Tensor> run(
            OnnxSession session, Map<String, Tensor> inputs, Map<String, Tensor> shared, Set<String> outputs) {
        int count = inputs.values().iterator().next().shape().dim(0);
        if (count == step || !exact && count > 0 && count < step) {
            return whole(session, inputs, shared, count, outputs);
        }
        Results results = new Results(count);
        int size = exact ? step : Math.min(step, count);
        Set<String> inPlace = new LinkedHashSet<>();
        for (String output : outputs) {
            session.shape(output, size).ifPresent(shape -> {
                results.allocate(output, shape);
                inPlace.add(output);
            });
        }
        rows.forEach((count + step - 1) / step, part -> {
            int from = part * step;
            int to = Math.min(count, from + step);
            int images = exact ? step : to - from;
            Map<String, Tensor> feeds = new LinkedHashMap<>(shared);
            inputs.forEach((name, tensor) -> feeds.put(name, filled(tensor.slice(from, to), images)));
            Map<String, Tensor> into = images == to - from ? results.slices(inPlace, from, to) : Map.of();
            Set<String> rest = new LinkedHashSet<>(outputs);
            rest.removeAll(into.keySet());
            session.run(feeds, into, rest).forEach((name, tensor) -> results.put(name, tensor, from, to, images));
        });
        return results.tensors;
    }

    /** What one run does, with as little beside it as can be: most runs are of one perturbed image. */
    private static Map<String, Tensor> whole(
            OnnxSession session,
            Map<String, Tensor> inputs,
            Map<String, Tensor> shared,
            int count,
            Set<String> outputs) {
        Map<String, Tensor> feeds = inputs;
        if (!shared.isEmpty()) {
            feeds = new LinkedHashMap<>(shared);
            feeds.putAll(inputs);
        }
        Map<String, Tensor> found = session.runWhole(feeds, count, outputs);
        found.replaceAll((name, tensor) -> Results.batched(name, tensor, count));
        return found;
    }

    /** A batch of exactly the wanted size, missing images left zero. */
    private static Tensor filled(Tensor batch, int size) {
        if (batch.shape().dim(0) == size) {
            return batch;
        }
        Tensor full = Tensor.zeros(batch.shape().withFirst(size));
        full.buffer().put(batch.buffer());
        return full;
    }

    /** The joined outputs; images of different parts never overlap. */
    private static final class Results {
        private final int count;
        private final Map<String, Tensor> tensors = new ConcurrentHashMap<>();

        Results(int count) {
            this.count = count;
        }

        Tensor allocate(String name, Shape part) {
            return tensors.computeIfAbsent(name, missing -> Tensor.zeros(part.withFirst(count)));
        }

        /** The places of some images in outputs that are allocated. */
        Map<String, Tensor> slices(Set<String> outputs, int from, int to) {
            Map<String, Tensor> slices = new LinkedHashMap<>();
            outputs.forEach(output -> slices.put(
                    output, Objects.requireNonNull(tensors.get(output)).slice(from, to)));
            return slices;
        }

        void put(String name, Tensor part, int from, int to, int size) {
            Tensor batched = batched(name, part, size);
            Tensor whole = allocate(name, batched.shape());
            if (!whole.shape().dropFirst().equals(batched.shape().dropFirst())) {
                throw new ModelException("the value " + name + " has shape " + batched.shape() + " for one image and "
                        + whole.shape() + " for another; run them one by one");
            }
            whole.slice(from, to).buffer().put(batched.slice(0, to - from).buffer());
        }

        private static Tensor batched(String name, Tensor part, int size) {
            Shape shape = part.shape();
            if (shape.rank() > 0 && shape.dim(0) == size) {
                return part;
            }
            if (size != 1) {
                throw new ModelException("the value " + name + " " + shape + " has no batch axis");
            }
            return part.reshape(shape.prepend(1));
        }
    }
}
