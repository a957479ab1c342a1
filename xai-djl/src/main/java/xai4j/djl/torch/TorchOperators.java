package xai4j.djl.torch;

import java.util.Map;
import java.util.Set;

/** What the rewriting knows of TorchScript's operators; the numbers are shared with {@code xai4j.py}. */
final class TorchOperators {
    /** Non-linearities that guided backpropagation treats as a ReLU. */
    static final int RELU = 1;
    /** Other non-linearities that act on each element alone. */
    static final int ELEMENTWISE = 2;
    /** Max pooling. */
    static final int MAX_POOLING = 3;

    static final int SOFTMAX = 11;
    static final int SIGMOID = 12;
    static final int LOG_SOFTMAX = 13;

    /** Operators of one tensor that DeepLIFT rescales, with the kind of each. */
    static final Map<String, Integer> NON_LINEAR = Map.ofEntries(
            Map.entry("relu", RELU),
            Map.entry("relu6", RELU),
            Map.entry("hardtanh", RELU),
            Map.entry("leaky_relu", ELEMENTWISE),
            Map.entry("elu", ELEMENTWISE),
            Map.entry("selu", ELEMENTWISE),
            Map.entry("celu", ELEMENTWISE),
            Map.entry("gelu", ELEMENTWISE),
            Map.entry("silu", ELEMENTWISE),
            Map.entry("mish", ELEMENTWISE),
            Map.entry("hardswish", ELEMENTWISE),
            Map.entry("hardsigmoid", ELEMENTWISE),
            Map.entry("softplus", ELEMENTWISE),
            Map.entry("log_sigmoid", ELEMENTWISE),
            Map.entry("sigmoid", ELEMENTWISE),
            Map.entry("tanh", ELEMENTWISE),
            Map.entry("clamp", ELEMENTWISE),
            Map.entry("clamp_min", ELEMENTWISE),
            Map.entry("prelu", ELEMENTWISE),
            Map.entry("max_pool2d", MAX_POOLING));

    /** Operators that may be the last of a network and turn logits into probabilities. */
    static final Map<String, Integer> FINAL =
            Map.of("softmax", SOFTMAX, "sigmoid", SIGMOID, "log_softmax", LOG_SOFTMAX);

    /** Operators with a weight and a bias as second and third argument. */
    static final Set<String> AFFINE = Set.of("linear", "conv2d", "_convolution");

    /** Further operators whose result is a layer when they stand outside of PyTorch's own layers. */
    static final Set<String> LISTED =
            Set.of("batch_norm", "layer_norm", "group_norm", "adaptive_avg_pool2d", "avg_pool2d", "cat", "mean");

    /** Position of the argument that says whether the network is being trained. */
    static final Map<String, Integer> TRAINING = Map.of("batch_norm", 5, "dropout", 2);

    private TorchOperators() {}
}
