package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.ScriptParser;

/** What the rewriting knows of TorchScript's operators; the codes are the tape's. */
final class TorchOperators {
    /** Operators of one tensor that DeepLIFT rescales, with the kind of each. */
    static final Map<String, TapeCode> NON_LINEAR = Map.ofEntries(
            Map.entry("relu", TapeCode.RELU),
            Map.entry("relu6", TapeCode.RELU),
            Map.entry("hardtanh", TapeCode.ELEMENTWISE),
            Map.entry("leaky_relu", TapeCode.ELEMENTWISE),
            Map.entry("elu", TapeCode.ELEMENTWISE),
            Map.entry("selu", TapeCode.ELEMENTWISE),
            Map.entry("celu", TapeCode.ELEMENTWISE),
            Map.entry("gelu", TapeCode.ELEMENTWISE),
            Map.entry("silu", TapeCode.ELEMENTWISE),
            Map.entry("mish", TapeCode.ELEMENTWISE),
            Map.entry("hardswish", TapeCode.ELEMENTWISE),
            Map.entry("hardsigmoid", TapeCode.ELEMENTWISE),
            Map.entry("softplus", TapeCode.ELEMENTWISE),
            Map.entry("log_sigmoid", TapeCode.ELEMENTWISE),
            Map.entry("sigmoid", TapeCode.ELEMENTWISE),
            Map.entry("tanh", TapeCode.ELEMENTWISE),
            Map.entry("clamp", TapeCode.ELEMENTWISE),
            Map.entry("clamp_min", TapeCode.ELEMENTWISE),
            Map.entry("prelu", TapeCode.ELEMENTWISE),
            Map.entry("log_softmax", TapeCode.ELEMENTWISE));

    /** Of these the first bound stands second; with zero there they are rectifiers. */
    static final Set<String> BOUNDED = Set.of("hardtanh", "clamp", "clamp_min");

    /** Further operators that act on each element alone; they have numbers as arguments, too, and are no layers. */
    static final Set<String> RESCALED = Set.of(
            "exp",
            "log",
            "sqrt",
            "rsqrt",
            "square",
            "reciprocal",
            "abs",
            "sign",
            "sin",
            "cos",
            "erf",
            "pow",
            "threshold",
            "hardshrink",
            "softshrink");

    /** All arguments of some operators, as a file leaves out the last when they have their defaults. */
    static final Map<String, List<String>> DEFAULTS = Map.of(
            "max_pool2d", List.of("", "", "annotate(List[int], [])", "[0, 0]", "[1, 1]", "False"),
            "layer_norm", List.of("", "", "None", "None", "1.0e-05", "True"),
            "group_norm", List.of("", "", "None", "None", "1.0e-05", "True"),
            "instance_norm", List.of("", "None", "None", "None", "None", "True", "0.1", "1.0e-05", "True"),
            "softmax", List.of("", "-1"),
            "scaled_dot_product_attention", List.of("", "", "", "None", "0.", "False"));

    /** Operators of two tensors that are linear in each (or in the first, for a quotient). */
    static final Map<String, TapeCode> PRODUCTS = Map.of(
            "mul", TapeCode.MULTIPLY, "matmul", TapeCode.MATRICES, "bmm", TapeCode.MATRICES, "div", TapeCode.DIVIDE);

    /** Operators that DeepLIFT passes through, as they are linear in the image, or do not look at its values. */
    static final Set<String> LINEAR = Set.of(
            "add",
            "sub",
            "rsub",
            "neg",
            "sum",
            "mean",
            "cumsum",
            "cat",
            "concat",
            "stack",
            "hstack",
            "vstack",
            "flatten",
            "unflatten",
            "reshape",
            "view",
            "permute",
            "transpose",
            "t",
            "swapaxes",
            "movedim",
            "moveaxis",
            "squeeze",
            "unsqueeze",
            "expand",
            "expand_as",
            "repeat",
            "tile",
            "repeat_interleave",
            "slice",
            "select",
            "chunk",
            "split",
            "split_with_sizes",
            "tensor_split",
            "unbind",
            "index_select",
            "index",
            "gather",
            "narrow",
            "roll",
            "flip",
            "rot90",
            "contiguous",
            "clone",
            "alias",
            "to",
            "type_as",
            "float",
            "double",
            "dropout",
            "feature_dropout",
            "alpha_dropout",
            "feature_alpha_dropout",
            "pad",
            "constant_pad_nd",
            "reflection_pad2d",
            "replication_pad2d",
            "pixel_shuffle",
            "pixel_unshuffle",
            "channel_shuffle",
            "unfold",
            "im2col",
            "col2im",
            "linear",
            "conv1d",
            "conv2d",
            "conv3d",
            "convolution",
            "_convolution",
            "conv_transpose2d",
            "addmm",
            "batch_norm",
            "avg_pool1d",
            "avg_pool3d",
            "adaptive_avg_pool3d",
            "avg_pool2d",
            "adaptive_avg_pool1d",
            "adaptive_avg_pool2d",
            "upsample_nearest2d",
            "upsample_bilinear2d",
            "upsample_bicubic2d",
            "upsample_linear1d",
            "upsample_nearest1d",
            "_upsample_nearest_exact2d",
            "diagonal",
            "size",
            "len",
            "dim",
            "numel",
            "is_floating_point",
            "device",
            "zeros_like",
            "ones_like",
            "empty_like",
            "new_zeros",
            "new_ones",
            "new_full",
            "full_like",
            "append",
            "__is__",
            "__isnot__",
            "__contains__",
            "format",
            "copy_",
            "view_as",
            "reshape_as",
            "ravel",
            "broadcast_to",
            "concatenate",
            "numpy_T",
            "mT",
            "lift_fresh",
            "__derive_index",
            "__range_length",
            "tensor",
            "arange",
            "zeros",
            "ones",
            "full",
            "empty",
            "eye",
            "linspace",
            "rand",
            "randn",
            "item",
            "startswith",
            "warn",
            "insert",
            "extend",
            "equal",
            "_set_item",
            "range",
            "isinstance",
            "list");

    /** Linear operators whose second argument is a weight. */
    static final Set<String> WEIGHING =
            Set.of("linear", "conv1d", "conv2d", "conv3d", "convolution", "_convolution", "conv_transpose2d", "addmm");

    /** Operators whose results are of several types. */
    static final Set<String> SEVERAL_RESULTS = Set.of(
            "max",
            "min",
            "sort",
            "topk",
            "median",
            "mode",
            "kthvalue",
            "cummax",
            "cummin",
            "adaptive_max_pool1d",
            "adaptive_max_pool2d",
            "max_pool1d_with_indices",
            "max_pool2d_with_indices",
            "fractional_max_pool2d",
            "multi_head_attention_forward",
            "native_batch_norm",
            "native_layer_norm",
            "native_group_norm",
            "var_mean",
            "std_mean",
            "lstm",
            "gru",
            "slogdet",
            "unique",
            "svd",
            "qr",
            "tolist",
            "dtype",
            "pop",
            "keys",
            "values",
            "items",
            "split_str",
            "list",
            "dict",
            "__getitem__",
            "__len__",
            "sorted",
            "copy",
            "any",
            "all",
            "device_type",
            "warn",
            "annotate",
            "unchecked_cast",
            "_native_multi_head_attention",
            "is_cuda",
            "__derive_index",
            "__range_length",
            "numel_list",
            "_unwrap_optional",
            "_shape_as_tensor");

    /** Operators that may be the last of a network and turn logits into probabilities. */
    static final Map<String, TapeCode> FINAL =
            Map.of("softmax", TapeCode.SOFTMAX, "sigmoid", TapeCode.SIGMOID, "log_softmax", TapeCode.LOG_SOFTMAX);

    /** Operators with a weight and a bias as second and third argument. */
    static final Set<String> AFFINE = Set.of("linear", "conv2d", "_convolution");

    /** Further operators whose result is a layer when they stand outside of PyTorch's own layers. */
    static final Set<String> LISTED =
            Set.of("batch_norm", "layer_norm", "group_norm", "adaptive_avg_pool2d", "avg_pool2d", "cat", "mean");

    /** Position of the argument that says whether the network is being trained. */
    static final Map<String, Integer> TRAINING = Map.of("batch_norm", 5, "dropout", 2);

    private TorchOperators() {}

    /** An operator's arguments with those that were left out. */
    static List<Argument> filled(String operator, List<Argument> arguments) {
        List<String> defaults = DEFAULTS.getOrDefault(operator, List.of());
        List<Argument> full = new ArrayList<>(arguments);
        defaults.subList(Math.min(arguments.size(), defaults.size()), defaults.size())
                .forEach(text -> full.add(Argument.of(ScriptParser.expression(text))));
        return full;
    }
}
