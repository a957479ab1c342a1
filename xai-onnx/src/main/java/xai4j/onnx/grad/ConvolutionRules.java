package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Window;

/**
 * Convolutions. Going back through one is a convolution with the flipped kernel when the stride is one or every channel goes
 * by itself, else a transposed convolution. A stored kernel is flipped when the graph is written ({@link FlippedKernel}),
 * one that the graph computes by nodes.
 */
final class ConvolutionRules {
    /** What is linear in the image is so as long as its weights stay. */
    private static final BookRule<DeepLift> LINEAR_WITH_WEIGHTS = BookRule.of("linear", (book, gradient) -> context -> {
        refuseTrainedWeights(context);
        gradient.apply(context);
    });

    private ConvolutionRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(ConvolutionRules::conv, LINEAR_WITH_WEIGHTS, own(Lrp::convolution), "Conv")
                .add(ConvolutionRules::convTranspose, LINEAR, own(Lrp::convolution), "ConvTranspose");
    }

    private static void conv(BackwardContext context) {
        refuseComputedWeights(context);
        if (context.wants(0)) {
            context.add(0, backward(context, context.dy(), context.x(1)));
        }
        if (context.wants(1)) {
            context.add(1, KernelGradient.of(context));
        }
        if (context.wants(2)) {
            context.add(2, biasGradient(context));
        }
    }

    /** The sum over images and positions. */
    private static String biasGradient(BackwardContext context) {
        long[] axes = LongStream.range(0, context.outputDims().length)
                .filter(axis -> axis != 1)
                .toArray();
        return context.builder().reduce("ReduceSum", context.dy(), false, axes);
    }

    private static void refuseComputedWeights(BackwardContext context) {
        if (context.wants(1) && context.isFromImage(1) || context.wants(2) && context.isFromImage(2)) {
            throw context.refusal("its weights are computed from the image");
        }
    }

    private static void refuseTrainedWeights(BackwardContext context) {
        if (context.wants(1) || context.wants(2)) {
            throw context.refusal("its weights are computed from the image");
        }
    }

    /** The transposed linear map of a Conv node, with weights of the same shape as the node's own. */
    static String backward(BackwardContext context, String dy, String weights) {
        long[] x = context.inputDims(0);
        long[] w = context.dims(context.x(1));
        long[] input = Arrays.copyOfRange(x, 2, x.length);
        Window window = Window.of(context.node(), Arrays.copyOfRange(w, 2, w.length), input);
        long groups = context.node().integer("group", 1);
        boolean unit = Arrays.stream(window.strides()).allMatch(stride -> stride == 1);
        boolean depthwise = w[1] == 1 && w[0] == groups && x[1] == groups;
        long[] spread = spreadExtents(context, window);
        long[] pads = flippedPads(window, input, spread);
        if (!(unit || depthwise) || Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            return transposedConv(context, dy, weights, window, input, groups);
        }
        String places = unit ? dy : SpacedMaps.of(context, dy, groups, window.strides(), new long[window.axes()]);
        return flippedConv(context, places, flipped(context, weights, w, groups), window, pads, groups);
    }

    /** Spatial extents of the output when its elements stand apart by the strides. */
    private static long[] spreadExtents(BackwardContext context, Window window) {
        long[] y = context.outputDims();
        long[] spread = new long[window.axes()];
        Arrays.setAll(spread, i -> (y[i + 2] - 1) * window.strides()[i] + 1);
        return spread;
    }

    /** Padding with which the flipped kernel takes the spread output back to the extents of the input. */
    private static long[] flippedPads(Window window, long[] input, long[] spread) {
        long[] pads = new long[2 * window.axes()];
        for (int i = 0; i < window.axes(); i++) {
            pads[i] = window.reach(i) - 1 - window.begin()[i];
            pads[i + window.axes()] = input[i] - spread[i] + window.begin()[i];
        }
        return pads;
    }

    private static String flippedConv(
            BackwardContext context, String dy, String weights, Window window, long[] pads, long groups) {
        return context.builder()
                .op(
                        "Conv",
                        List.of(dy, weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", pads),
                        Attribute.of("group", groups));
    }

    /** Exchanges input and output channels within each group and reverses the spatial axes. */
    private static String flipped(BackwardContext context, String weights, long[] w, long groups) {
        GraphBuilder emit = context.builder();
        Optional<ConstantTensor> stored = emit.stored(weights).filter(FlippedKernel::isPossible);
        if (stored.isPresent()) {
            return emit.constant("kernel", name -> FlippedKernel.of(name, stored.get(), groups));
        }
        long[] kernel = Arrays.copyOfRange(w, 2, w.length);
        String flipped = flippedKernel(context, weights, w, kernel);
        if (groups == 1) {
            return emit.transpose(flipped, swapped(w.length, 0));
        }
        if (w[0] != groups || w[1] != 1) {
            long outputs = w[0] / groups;
            String split = emit.reshape(flipped, Dims.concat(new long[] {groups, outputs, w[1]}, kernel));
            String exchanged = emit.transpose(split, swapped(w.length + 1, 1));
            return emit.reshape(exchanged, Dims.concat(new long[] {groups * w[1], outputs}, kernel));
        }
        return flipped;
    }

    /** The order of axes with one and its successor exchanged. */
    private static long[] swapped(int rank, int axis) {
        long[] order = new long[rank];
        Arrays.setAll(order, i -> i);
        order[axis] = axis + 1L;
        order[axis + 1] = axis;
        return order;
    }

    /**
     * Reverses the elements of each kernel, as a product with the exchange matrix: the engine, which does this when it opens
     * the graph, is five times faster at it than at slicing backwards.
     */
    private static String flippedKernel(BackwardContext context, String weights, long[] w, long[] kernel) {
        int size = Math.toIntExact(Dims.size(kernel));
        if (size == 1) {
            return weights;
        }
        double[] exchange = new double[size * size];
        for (int i = 0; i < size; i++) {
            exchange[i * size + size - 1 - i] = 1;
        }
        GraphBuilder emit = context.builder();
        String matrix = emit.array(context.type(), new long[] {size, size}, exchange);
        return emit.reshape(emit.op("MatMul", emit.reshape(weights, -1, size), matrix), w);
    }

    /** Reverses the order of elements along axes. */
    static String reversed(GraphBuilder emit, String x, long... axes) {
        long[] last = new long[axes.length];
        long[] before = new long[axes.length];
        Arrays.fill(last, -1);
        Arrays.fill(before, Integer.MIN_VALUE);
        return emit.op("Slice", List.of(x, emit.longs(last), emit.longs(before), emit.longs(axes), emit.longs(last)));
    }

    private static String transposedConv(
            BackwardContext context, String dy, String weights, Window window, long[] input, long groups) {
        long[] y = context.outputDims();
        long[] none = new long[window.axes()];
        long[] reached = window.transposedOutput(Arrays.copyOfRange(y, 2, y.length), none);
        long[] missing = new long[window.axes()];
        Arrays.setAll(missing, i -> input[i] - reached[i]);
        Optional<String> columns = ColumnGradient.of(context, dy, weights, window, input);
        if (columns.isPresent()) {
            return SpacedMaps.inBlocks(context, columns.get(), context.inputDims(0));
        }
        String gradient = context.builder()
                .op(
                        "ConvTranspose",
                        List.of(dy, weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("strides", window.strides()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", window.pads()),
                        Attribute.ints("output_padding", missing),
                        Attribute.of("group", groups));
        return SpacedMaps.inBlocks(context, gradient, context.inputDims(0));
    }

    private static void convTranspose(BackwardContext context) {
        refuseComputedWeights(context);
        if (context.wants(1)) {
            throw context.refusal("there is no rule for the gradient of its weights");
        }
        if (context.wants(2)) {
            context.add(2, biasGradient(context));
        }
        if (context.wants(0)) {
            passTransposed(context);
        }
    }

    private static void passTransposed(BackwardContext context) {
        context.add(0, transposedBackward(context, context.dy(), context.x(1)));
    }

    /** The transposed linear map of a ConvTranspose node, with weights of the same shape as the node's own. */
    static String transposedBackward(BackwardContext context, String dy, String weights) {
        long[] x = context.inputDims(0);
        long[] y = context.outputDims();
        long[] w = context.dims(context.x(1));
        long[] input = Arrays.copyOfRange(x, 2, x.length);
        Window window = Window.transposed(
                context.node(), Arrays.copyOfRange(w, 2, w.length), input, Arrays.copyOfRange(y, 2, y.length));
        return context.builder()
                .op(
                        "Conv",
                        List.of(reached(context, dy, window, input), weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("strides", window.strides()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", window.pads()),
                        Attribute.of("group", context.node().integer("group", 1)));
    }

    /** Of an output that was asked to be larger than the windows reach, the part that they reach. */
    private static String reached(BackwardContext context, String dy, Window window, long[] input) {
        long[] y = context.outputDims();
        long[] extents =
                window.transposedOutput(input, context.node().integers("output_padding", new long[input.length]));
        String value = dy;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] < y[i + 2]) {
                value = MovementRules.padded(context, value, y.length, i + 2, 0, extents[i] - y[i + 2]);
            }
        }
        return value;
    }
}
