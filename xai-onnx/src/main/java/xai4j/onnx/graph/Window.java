package xai4j.onnx.graph;

import java.util.Arrays;

/**
 * How a convolution or pooling slides over its input: all per spatial axis.
 *
 * @param kernel extents of the window
 * @param strides steps
 * @param dilations distances between the window's elements
 * @param begin padding before
 * @param end padding after
 * @param ceil whether a last window that hangs over counts
 */
@SuppressWarnings("ArrayRecordComponent")
public record Window(long[] kernel, long[] strides, long[] dilations, long[] begin, long[] end, boolean ceil) {
    /**
     * Reads the attributes of Conv, ConvTranspose or a pooling node.
     *
     * @param kernel extents of the window when the node does not say them
     * @param input spatial extents of the input, for automatic padding
     */
    public static Window of(Node node, long[] kernel, long[] input) {
        int axes = input.length;
        long[] ones = new long[axes];
        Arrays.fill(ones, 1);
        long[] size = node.integers("kernel_shape", kernel);
        long[] strides = node.integers("strides", ones);
        long[] dilations = node.integers("dilations", ones);
        String auto = node.text("auto_pad", "NOTSET");
        boolean ceil = node.integer("ceil_mode", 0) == 1;
        if (auto.startsWith("SAME")) {
            return same(size, strides, dilations, input, auto.equals("SAME_LOWER"), node.is("ConvTranspose"));
        }
        long[] pads = auto.equals("VALID") ? new long[2 * axes] : node.integers("pads", new long[2 * axes]);
        return new Window(
                size, strides, dilations, Arrays.copyOf(pads, axes), Arrays.copyOfRange(pads, axes, 2 * axes), ceil);
    }

    private static Window same(
            long[] kernel, long[] strides, long[] dilations, long[] input, boolean lower, boolean transposed) {
        long[] begin = new long[input.length];
        long[] end = new long[input.length];
        for (int i = 0; i < input.length; i++) {
            long reach = (kernel[i] - 1) * dilations[i] + 1;
            long total = transposed
                    ? reach - strides[i]
                    : ((input[i] + strides[i] - 1) / strides[i] - 1) * strides[i] + reach - input[i];
            long small = Math.max(total, 0) / 2;
            long large = Math.max(total, 0) - small;
            begin[i] = lower ? large : small;
            end[i] = lower ? small : large;
        }
        return new Window(kernel, strides, dilations, begin, end, false);
    }

    /**
     * Reads the attributes of ConvTranspose, its padding resolved from the output that it has. An output that is larger than
     * the windows reach has no padding, and nothing but the bias at its end.
     *
     * @param kernel extents of the window when the node does not say them
     * @param input spatial extents of the input
     * @param output spatial extents of the output
     */
    public static Window transposed(Node node, long[] kernel, long[] input, long[] output) {
        Window plain = of(node, kernel, input);
        if (node.attribute("output_shape").isEmpty()) {
            return plain;
        }
        long[] padding = node.integers("output_padding", new long[input.length]);
        boolean upper = node.text("auto_pad", "NOTSET").equals("SAME_UPPER");
        long[] begin = new long[input.length];
        long[] end = new long[input.length];
        for (int i = 0; i < input.length; i++) {
            long reached = plain.strides[i] * (input[i] - 1) + padding[i] + plain.reach(i);
            long total = Math.max(0, reached - output[i]);
            begin[i] = upper ? total / 2 : total - total / 2;
            end[i] = total - begin[i];
        }
        return new Window(plain.kernel, plain.strides, plain.dilations, begin, end, false);
    }

    /** Number of spatial axes. */
    public int axes() {
        return kernel.length;
    }

    /** Extent of the dilated window along an axis. */
    public long reach(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }

    /** Padding as ONNX writes it: all begins, then all ends. */
    public long[] pads() {
        return Dims.concat(begin, end);
    }

    /** Spatial extents of the output of a convolution or pooling. */
    public long[] output(long[] input) {
        long[] output = new long[axes()];
        for (int i = 0; i < output.length; i++) {
            long room = input[i] + begin[i] + end[i] - reach(i);
            output[i] = (ceil ? -Math.floorDiv(-room, strides[i]) : Math.floorDiv(room, strides[i])) + 1;
            if (ceil && (output[i] - 1) * strides[i] >= input[i] + begin[i]) {
                output[i]--;
            }
        }
        return output;
    }

    /** Spatial extents of the output of a transposed convolution. */
    public long[] transposedOutput(long[] input, long[] outputPadding) {
        long[] output = new long[axes()];
        for (int i = 0; i < output.length; i++) {
            output[i] = strides[i] * (input[i] - 1) + outputPadding[i] + reach(i) - begin[i] - end[i];
        }
        return output;
    }
}
