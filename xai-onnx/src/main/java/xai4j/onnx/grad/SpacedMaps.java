package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;

/** Maps whose elements stand apart, with zeros between them, as what is strided gives them back. */
final class SpacedMaps {
    /** Channels of the engine's largest block; the smaller ones divide it. */
    private static final long BLOCK = 16;

    private static final int RANK_OF_BLOCKS = 4;

    private SpacedMaps() {}

    /**
     * Puts zeros between the elements of each channel: a transposed convolution of each channel with a one. A padding of columns puts one
     * element at a time.
     *
     * @param x {@code [N, channels, …]}
     * @param strides distances between elements, along each spatial axis
     * @param missing zeros behind the last element, fewer than the stride
     */
    static String of(BackwardContext context, String x, long channels, long[] strides, long[] missing) {
        return context.builder()
                .op(
                        "ConvTranspose",
                        List.of(x, ones(context, channels, strides.length)),
                        Attribute.ints("kernel_shape", kernel(strides.length)),
                        Attribute.ints("strides", strides),
                        Attribute.ints("output_padding", missing),
                        Attribute.of("group", channels));
    }

    /** Whether so many channels fill the engine's blocks, on any processor. */
    static boolean isWholeBlocks(long channels) {
        return channels % BLOCK == 0;
    }

    /**
     * Brings a map into the engine's blocks of channels, by a convolution of each channel with a one: what is added to it later on, block after block
     * of a residual network, would be taken out of its own blocks otherwise.
     *
     * @param dims extents of the map
     */
    static String inBlocks(BackwardContext context, String map, long[] dims) {
        if (dims.length != RANK_OF_BLOCKS || !isWholeBlocks(dims[1]) || context.type() != ElementType.FLOAT) {
            return map;
        }
        return context.builder()
                .op(
                        "Conv",
                        List.of(map, ones(context, dims[1], 2)),
                        Attribute.ints("kernel_shape", kernel(2)),
                        Attribute.of("group", dims[1]));
    }

    private static String ones(BackwardContext context, long channels, int axes) {
        double[] ones = new double[Math.toIntExact(channels)];
        Arrays.fill(ones, 1);
        return context.builder().array(context.type(), Dims.concat(new long[] {channels, 1}, kernel(axes)), ones);
    }

    private static long[] kernel(int axes) {
        long[] kernel = new long[axes];
        Arrays.fill(kernel, 1);
        return kernel;
    }
}
