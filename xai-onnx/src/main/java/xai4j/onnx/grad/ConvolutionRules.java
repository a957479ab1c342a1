package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Window;

/**
 * Convolutions. Going back through one is a convolution with the flipped kernel when the stride is one, else a transposed
 * convolution. The kernel is flipped by nodes of the graph: the engine folds them, and the file does not grow.
 */
final class ConvolutionRules {
    private ConvolutionRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(ConvolutionRules::conv, "Conv")
                .rule(ConvolutionRules::convTranspose, "ConvTranspose");
    }

    private static void conv(Step step) {
        refuseComputedWeights(step);
        if (step.wants(0)) {
            step.add(0, backward(step, step.dy(), step.x(1)));
        }
    }

    private static void refuseComputedWeights(Step step) {
        if (step.wants(1) || step.wants(2)) {
            throw step.refusal("its weights are computed from the image");
        }
    }

    /** The transposed linear map of a Conv node, with weights of the same shape as the node's own. */
    static String backward(Step step, String dy, String weights) {
        long[] x = step.inputDims(0);
        long[] w = step.dims(step.x(1));
        long[] input = Arrays.copyOfRange(x, 2, x.length);
        Window window = Window.of(step.node(), Arrays.copyOfRange(w, 2, w.length), input);
        long groups = step.node().integer("group", 1);
        boolean unit = Arrays.stream(window.strides()).allMatch(stride -> stride == 1);
        for (int i = 0; i < window.axes(); i++) {
            unit &= window.begin()[i] < window.reach(i) && window.end()[i] < window.reach(i);
        }
        return unit
                ? flippedConv(step, dy, flipped(step, weights, w, groups), window, groups)
                : transposedConv(step, dy, weights, window, input, groups);
    }

    private static String flippedConv(Step step, String dy, String weights, Window window, long groups) {
        long[] pads = new long[2 * window.axes()];
        for (int i = 0; i < window.axes(); i++) {
            pads[i] = window.reach(i) - 1 - window.begin()[i];
            pads[i + window.axes()] = window.reach(i) - 1 - window.end()[i];
        }
        return step.emit()
                .op(
                        "Conv",
                        List.of(dy, weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", pads),
                        Attribute.of("group", groups));
    }

    /** Exchanges input and output channels within each group and reverses the spatial axes. */
    private static String flipped(Step step, String weights, long[] w, long groups) {
        Emitter emit = step.emit();
        long[] kernel = Arrays.copyOfRange(w, 2, w.length);
        String turned = weights;
        if (groups == 1) {
            turned = emit.transpose(weights, swapped(w.length, 0));
        } else if (w[0] != groups || w[1] != 1) {
            long outputs = w[0] / groups;
            String split = emit.reshape(weights, Dims.concat(new long[] {groups, outputs, w[1]}, kernel));
            String exchanged = emit.transpose(split, swapped(w.length + 1, 1));
            turned = emit.reshape(exchanged, Dims.concat(new long[] {groups * w[1], outputs}, kernel));
        }
        return flippedKernel(emit, turned, kernel);
    }

    /** The order of axes with one and its successor exchanged. */
    private static long[] swapped(int rank, int axis) {
        long[] order = new long[rank];
        Arrays.setAll(order, i -> i);
        order[axis] = axis + 1L;
        order[axis + 1] = axis;
        return order;
    }

    private static String flippedKernel(Emitter emit, String weights, long[] kernel) {
        List<Long> axes = new ArrayList<>();
        for (int i = 0; i < kernel.length; i++) {
            if (kernel[i] > 1) {
                axes.add(i + 2L);
            }
        }
        if (axes.isEmpty()) {
            return weights;
        }
        return reversed(emit, weights, axes.stream().mapToLong(Long::longValue).toArray());
    }

    /** Reverses the order of elements along axes. */
    static String reversed(Emitter emit, String x, long... axes) {
        long[] last = new long[axes.length];
        long[] before = new long[axes.length];
        Arrays.fill(last, -1);
        Arrays.fill(before, Integer.MIN_VALUE);
        return emit.op("Slice", List.of(x, emit.longs(last), emit.longs(before), emit.longs(axes), emit.longs(last)));
    }

    private static String transposedConv(
            Step step, String dy, String weights, Window window, long[] input, long groups) {
        long[] y = step.outputDims();
        long[] none = new long[window.axes()];
        long[] reached = window.transposedOutput(Arrays.copyOfRange(y, 2, y.length), none);
        long[] missing = new long[window.axes()];
        Arrays.setAll(missing, i -> input[i] - reached[i]);
        return step.emit()
                .op(
                        "ConvTranspose",
                        List.of(dy, weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("strides", window.strides()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", window.pads()),
                        Attribute.ints("output_padding", missing),
                        Attribute.of("group", groups));
    }

    private static void convTranspose(Step step) {
        refuseComputedWeights(step);
        step.add(0, transposedBackward(step, step.dy(), step.x(1)));
    }

    /** The transposed linear map of a ConvTranspose node, with weights of the same shape as the node's own. */
    static String transposedBackward(Step step, String dy, String weights) {
        long[] x = step.inputDims(0);
        long[] y = step.outputDims();
        long[] w = step.dims(step.x(1));
        Window window = Window.transposed(
                step.node(),
                Arrays.copyOfRange(w, 2, w.length),
                Arrays.copyOfRange(x, 2, x.length),
                Arrays.copyOfRange(y, 2, y.length));
        return step.emit()
                .op(
                        "Conv",
                        List.of(dy, weights),
                        Attribute.ints("kernel_shape", window.kernel()),
                        Attribute.ints("strides", window.strides()),
                        Attribute.ints("dilations", window.dilations()),
                        Attribute.ints("pads", window.pads()),
                        Attribute.of("group", step.node().integer("group", 1)));
    }
}
