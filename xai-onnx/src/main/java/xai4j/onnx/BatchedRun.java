package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Runs a session over a batch in steps of a fixed size and joins what comes out along the batch axis. */
final class BatchedRun {
    private final OnnxSession session;
    private final Rows rows;
    private final int step;

    /**
     * Prepares runs.
     *
     * @param step images per run: the batch size a model insists on, otherwise one
     */
    BatchedRun(OnnxSession session, Rows rows, int step) {
        this.session = session;
        this.rows = rows;
        this.step = step;
    }

    /**
     * Runs all rows.
     *
     * @param inputs by name, each with the same number of rows
     * @param outputs wanted values, each with the batch as first axis
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        int count = inputs.values().iterator().next().shape().dim(0);
        Results results = new Results(count);
        rows.forEach((count + step - 1) / step, part -> {
            int from = part * step;
            int to = Math.min(count, from + step);
            Map<String, Tensor> feeds = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> feeds.put(name, filled(tensor.slice(from, to), step)));
            session.run(feeds, outputs).forEach((name, tensor) -> results.put(name, tensor, from, to, step));
        });
        return results.tensors;
    }

    /** A batch of exactly the wanted size, missing rows left zero. */
    private static Tensor filled(Tensor batch, int size) {
        if (batch.shape().dim(0) == size) {
            return batch;
        }
        Tensor full = Tensor.zeros(batch.shape().withFirst(size));
        full.buffer().put(batch.buffer());
        return full;
    }

    /** The joined outputs; rows of different steps never overlap. */
    private static final class Results {
        private final int count;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();

        Results(int count) {
            this.count = count;
        }

        void put(String name, Tensor part, int from, int to, int step) {
            Shape shape = part.shape();
            if (step == 1 && (shape.rank() == 0 || shape.dim(0) != 1)) {
                part = part.reshape(shape.prepend(1));
            } else if (shape.rank() == 0 || shape.dim(0) != step) {
                throw new ModelException("the value " + name + " " + shape + " has no batch axis");
            }
            target(name, part.shape())
                    .slice(from, to)
                    .buffer()
                    .put(part.slice(0, to - from).buffer());
        }

        private Tensor target(String name, Shape part) {
            synchronized (tensors) {
                return Objects.requireNonNull(
                        tensors.computeIfAbsent(name, key -> Tensor.zeros(part.withFirst(count))));
            }
        }
    }
}
