package xai4j.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.NdTensors;
import xai4j.tensor.Tensor;

/** What one run through a rewritten network shall bring back; the words are those of {@code xai4j.py}. */
final class TorchRequest {
    /** Stands between the name of a layer and the number of its call when it runs more than once. */
    private static final String AGAIN = "#";

    private static final int NOTHING = 0;

    /** Bits of a wish about a layer. */
    static final int VALUE = 1;

    static final int GRADIENT = 2;
    static final int OBJECTIVE = 4;
    static final int REPLACE = 8;

    /** Backward rules. */
    static final int FORWARD_ONLY = 0;

    static final int PLAIN_GRADIENT = 1;
    static final int GUIDED = 2;
    static final int DECONVNET = 3;
    static final int DEEP_LIFT = 4;

    /** Which scores to return. */
    static final int OUTPUT = 0;

    static final int LOGITS = 1;
    static final int PROBABILITIES = 2;

    /** How the input image is named among the layers. */
    static final String INPUT = ":input";

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Integer> layers = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * A forward pass.
     *
     * @param score which scores to return
     * @param finalCode the network's last operator, one of {@link TorchOperators#FINAL}, or 0
     */
    TorchRequest(int score, int finalCode) {
        numbers.put(":rule", FORWARD_ONLY);
        numbers.put(":score", score);
        numbers.put(":final", finalCode);
    }

    /** Brings the shape of every layer, the last affine map and the last softmax's input too. */
    TorchRequest probe() {
        numbers.put(":probe", 1);
        return this;
    }

    /** Wishes something about a layer, beside what was wished before. */
    TorchRequest layer(String name, int wish) {
        noteCalls(name);
        layers.merge(name, wish, (a, b) -> a | b);
        return this;
    }

    /** Puts values in the place of a layer's output. */
    TorchRequest replace(String name, Tensor values) {
        noteCalls(name);
        layers.put(name, REPLACE);
        tensors.put(":values", values);
        return this;
    }

    /** Of a later call of a layer the first must be known too, as only calls of named layers are counted. */
    private void noteCalls(String name) {
        int again = name.lastIndexOf(AGAIN);
        if (again > 0) {
            layers.putIfAbsent(name.substring(0, again), NOTHING);
        }
    }

    /**
     * Runs backward too.
     *
     * @param weights of the scores or the objective layer; null for the highest score of each image
     */
    TorchRequest backward(int rule, @Nullable Tensor weights, @Nullable Tensor baseline) {
        numbers.put(":rule", rule);
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
        TorchRequest part = new TorchRequest(OUTPUT, 0);
        part.numbers.putAll(numbers);
        part.layers.putAll(layers);
        tensors.forEach((name, tensor) ->
                part.tensors.put(name, tensor.shape().dim(0) == count ? tensor.slice(from, to) : tensor));
        return part;
    }

    boolean isBackward() {
        return numbers.getOrDefault(":rule", FORWARD_ONLY) != FORWARD_ONLY;
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

    private static NDArray named(NDArray array, String name) {
        array.setName("ask." + name);
        return array;
    }
}
