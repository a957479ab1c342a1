package xai4j.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.torch.detection.OpenLists;
import xai4j.tensor.Tensor;

/** What one run through a rewritten network shall bring back; the words are those of the script below {@code tape/}. */
final class TorchRequest {
    /** Stands between the name of a layer and the number of its call when it runs more than once. */
    private static final String AGAIN = "#";

    /** How the input image is named among the layers. */
    static final String INPUT = ":input";

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Integer> layers = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private final ScoreEnd end;

    /**
     * A forward pass.
     *
     * @param score which scores to return: {@link TapeCode#OUTPUT}, {@link TapeCode#LOGITS} or {@link TapeCode#PROBABILITIES}
     * @param end how the network's scores come about
     */
    TorchRequest(TapeCode score, ScoreEnd end) {
        this.end = end;
        numbers.put(":rule", TapeCode.FORWARD_ONLY.number());
        numbers.put(":score", score.number());
        numbers.put(":final", end.last().number());
        numbers.put(":turning", end.turning().number());
        numbers.put(":tail", end.tail().number());
        numbers.put(":first", end.first());
        List<String> outputs = end.outputKeys();
        for (int i = 0; i < outputs.size(); i++) {
            numbers.put(outputs.get(i), i + 1);
        }
        if (end.filled() != ScoreEnd.AS_THEY_ARE) {
            numbers.put(":objects", OpenLists.OBJECTS);
            numbers.put(":axis", end.filled());
        }
        if (end.source() != null) {
            layer(end.source(), TapeCode.SOURCE);
        }
    }

    /** Brings the shape of every layer, the last affine map and the last softmax's input too. */
    TorchRequest probe() {
        numbers.put(":probe", 1);
        return this;
    }

    /** Wishes something about a layer, beside what was wished before. */
    TorchRequest layer(String name, TapeCode... wishes) {
        noteCalls(name);
        for (TapeCode wish : wishes) {
            layers.merge(name, wish.number(), (a, b) -> a | b);
        }
        return this;
    }

    /** Puts values in the place of a layer's output. */
    TorchRequest replace(String name, Tensor values) {
        noteCalls(name);
        layers.merge(name, TapeCode.REPLACE.number(), (a, b) -> a | b);
        tensors.put(":values", values);
        return this;
    }

    /** Of a later call of a layer the first must be known too, as only calls of named layers are counted. */
    private void noteCalls(String name) {
        int again = name.lastIndexOf(AGAIN);
        if (again > 0) {
            layers.putIfAbsent(name.substring(0, again), TapeCode.NOTHING.number());
        }
    }

    /**
     * Runs backward too.
     *
     * @param weights of the scores or the objective layer; null for the highest score of each image
     */
    TorchRequest backward(TapeCode rule, @Nullable Tensor weights, @Nullable Tensor baseline) {
        numbers.put(":rule", rule.number());
        if (weights != null) {
            tensors.put(":weights", weights);
        }
        if (baseline != null) {
            tensors.put(":baseline", baseline);
        }
        return this;
    }

    /** The request for some of the images of a batch of {@code count}. */
    TorchRequest slice(int from, int to, int count) {
        if (to - from == count) {
            return this;
        }
        TorchRequest part = new TorchRequest(TapeCode.OUTPUT, end);
        part.numbers.putAll(numbers);
        part.layers.putAll(layers);
        tensors.forEach((name, tensor) ->
                part.tensors.put(name, tensor.shape().dim(0) == count ? tensor.slice(from, to) : tensor));
        return part;
    }

    boolean isBackward() {
        return !Integer.valueOf(TapeCode.FORWARD_ONLY.number()).equals(numbers.get(":rule"));
    }

    /** The arguments of {@link TapRewriter#RUN} for a batch; tensors get the type of the network's weights. */
    NDList arguments(NDManager manager, NDArray batch, DataType type) {
        NDList arguments = new NDList(batch);
        numbers.forEach((name, value) -> arguments.add(named(manager.create(value), name)));
        layers.forEach((name, value) -> arguments.add(named(manager.create(value), name)));
        tensors.forEach((name, value) ->
                arguments.add(named(NdTensors.array(manager, value).toType(type, false), name)));
        return arguments;
    }

    /** An array that is asked about under a name. */
    static NDArray named(NDArray array, String name) {
        array.setName("ask." + name);
        return array;
    }
}
