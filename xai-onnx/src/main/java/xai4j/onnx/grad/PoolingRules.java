package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;
import static xai4j.onnx.grad.OperatorRules.SHARED;

import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.Window;

/** Pooling over windows and over everything. */
final class PoolingRules {
    /** Longest side of a window that is searched row by row. */
    private static final long MOST_ROWS = 8;

    private PoolingRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(PoolingRules::maxPool, own(DeepLift::maxPool), MOVED, "MaxPool", "GlobalMaxPool")
                .add(PoolingRules::averagePool, LINEAR, SHARED, "AveragePool")
                .add(PoolingRules::globalAveragePool, LINEAR, SHARED, "GlobalAveragePool")
                .add(PoolingRules::lpPool, "LpPool", "GlobalLpPool");
    }

    private static void maxPool(BackwardContext context) {
        context.add(
                0,
                isSmall(context)
                        ? throughRows(context)
                        : scatter(context, context.dy(), indices(context, context.x(0))));
    }

    /** Whether the windows are so small that a few operations on rows find their maxima. */
    private static boolean isSmall(BackwardContext context) {
        if (!context.node().is("MaxPool")) {
            return false;
        }
        Window window = window(context);
        boolean small = Arrays.stream(context.targetDims(context.x(0))).skip(2).allMatch(extent -> extent > 0);
        for (int i = 0; i < window.axes(); i++) {
            small &= window.dilations()[i] == 1 && window.kernel()[i] <= MOST_ROWS;
        }
        return small;
    }

    /**
     * Axis by axis, from the last: so the first of equal elements in row-major order is the maximum. Channels are brought to the end, so that what lies
     * behind an axis is a row; the engine, which keeps maps in blocks of channels, takes them out of the blocks and puts them back in that order.
     */
    private static String throughRows(BackwardContext context) {
        GraphBuilder emit = context.builder();
        int axes = window(context).axes();
        String value = emit.transpose(context.x(0), channelsLast(axes));
        WindowMaximum[] maxima = new WindowMaximum[axes];
        for (int i = axes - 1; i >= 0; i--) {
            maxima[i] = maximum(context, value, i);
            value = maxima[i].maximum();
        }
        String gradient = emit.transpose(context.dy(), channelsLast(axes));
        for (WindowMaximum maximum : maxima) {
            gradient = maximum.backward(gradient);
        }
        long[] target = Dims.permute(context.targetDims(context.x(0)), channelsLast(axes));
        String given = emit.transpose(emit.reshape(gradient, target), channelsFirst(axes));
        return context.isReadOnce(0) ? given : SpacedMaps.inBlocks(context, given, context.inputDims(0));
    }

    private static long[] channelsLast(int axes) {
        long[] order = new long[axes + 2];
        Arrays.setAll(order, i -> i == 0 ? 0 : i <= axes ? i + 1L : 1);
        return order;
    }

    private static long[] channelsFirst(int axes) {
        long[] order = new long[axes + 2];
        Arrays.setAll(order, i -> i == 0 ? 0 : i == 1 ? axes + 1L : i - 1L);
        return order;
    }

    /** The maxima along one spatial axis, when those along the axes behind it have been taken; channels lie behind all. */
    private static WindowMaximum maximum(BackwardContext context, String value, int i) {
        Window window = window(context);
        long[] x = context.inputDims(0);
        long[] y = context.outputDims();
        long row = y[1] * Dims.size(Arrays.copyOfRange(y, i + 3, y.length));
        return new WindowMaximum(
                context, value, window.kernel()[i], window.strides()[i], window.begin()[i], x[i + 2], y[i + 2], row);
    }

    /** Flat positions of the maxima within the whole input. */
    static String indices(BackwardContext context, String x) {
        Node node = context.node();
        if (node.integer("storage_order", 0) != 0) {
            throw context.refusal("column-major indices are not supported");
        }
        Node pool = node.is("MaxPool") ? node : wholeWindow(context);
        List<String> outputs =
                List.of(context.builder().fresh("pooled"), context.builder().fresh("indices"));
        context.builder().copy(pool, List.of(x), outputs);
        return outputs.get(1);
    }

    private static Node wholeWindow(BackwardContext context) {
        long[] x = context.inputDims(0);
        return context.node().as("MaxPool").with(Attribute.ints("kernel_shape", Arrays.copyOfRange(x, 2, x.length)));
    }

    /** Adds the values of pooled positions to the places of the input that the indices name. */
    static String scatter(BackwardContext context, String values, String indices) {
        GraphBuilder emit = context.builder();
        String size = emit.op("Reshape", emit.op("Size", context.x(0)), emit.longs(1));
        ConstantTensor zero = context.type() == xai4j.onnx.graph.ElementType.DOUBLE
                ? ConstantTensor.ofDoubles("", new long[] {1}, 0)
                : ConstantTensor.ofFloats("", new long[] {1}, 0);
        String zeros = emit.op("ConstantOfShape", size, Attribute.of("value", zero));
        String flat = emit.op(
                "ScatterElements",
                List.of(zeros, emit.reshape(indices, -1), emit.reshape(values, -1)),
                Attribute.of("axis", 0),
                Attribute.of("reduction", "add"));
        return context.reshapeToInput(flat, 0);
    }

    private static Window window(BackwardContext context) {
        long[] x = context.inputDims(0);
        long[] input = Arrays.copyOfRange(x, 2, x.length);
        return Window.of(context.node(), input, input);
    }

    private static void averagePool(BackwardContext context) {
        boolean padded = context.node().integer("count_include_pad", 0) == 1;
        context.add(0, spread(context, context.dy(), window(context), padded ? Count.WITH_PADDING : Count.INSIDE));
    }

    /** By what a window's sum is divided. */
    private enum Count {
        ONE,
        INSIDE,
        WITH_PADDING
    }

    /** Gives each window's value back to the positions it covers, axis by axis: windows are products of intervals. */
    private static String spread(BackwardContext context, String dy, Window window, Count count) {
        long[] x = context.inputDims(0);
        long[] y = context.outputDims();
        long[] target = context.targetDims(context.y(0));
        String value = dy;
        for (int i = window.axes() - 1; i >= 0; i--) {
            int axis = i + 2;
            String matrix = context.builder()
                    .array(context.type(), new long[] {x[axis], y[axis]}, matrix(window, i, x, y, count));
            value = AxisMatrix.apply(context, value, y, target, axis, matrix, x[axis]);
            y[axis] = x[axis];
            target[axis] = x[axis];
        }
        return value;
    }

    private static double[] matrix(Window window, int i, long[] x, long[] y, Count count) {
        int inputs = (int) x[i + 2];
        int outputs = (int) y[i + 2];
        double[] matrix = new double[inputs * outputs];
        for (int o = 0; o < outputs; o++) {
            long start = o * window.strides()[i] - window.begin()[i];
            int inside = 0;
            int counted = 0;
            for (long k = 0; k < window.kernel()[i]; k++) {
                long at = start + k * window.dilations()[i];
                inside += at >= 0 && at < inputs ? 1 : 0;
                counted += at < inputs + window.end()[i] ? 1 : 0;
            }
            double share =
                    switch (count) {
                        case ONE -> 1;
                        case INSIDE -> 1.0 / inside;
                        case WITH_PADDING -> 1.0 / counted;
                    };
            for (long k = 0; k < window.kernel()[i]; k++) {
                long at = start + k * window.dilations()[i];
                if (at >= 0 && at < inputs) {
                    matrix[(int) at * outputs + o] = share;
                }
            }
        }
        return matrix;
    }

    private static void globalAveragePool(BackwardContext context) {
        long[] x = context.inputDims(0);
        context.add(0, EvenShares.of(context, context.dy(), positions(x)));
    }

    /** Repeats a pooled value at every position. */
    private static String expanded(BackwardContext context, String pooled, long[] x) {
        return context.builder().op("Expand", pooled, context.builder().longs(positions(x)));
    }

    /** The spatial extents alone, ones before them. */
    private static long[] positions(long[] x) {
        long[] positions = x.clone();
        positions[0] = 1;
        positions[1] = 1;
        return positions;
    }

    /** y = (Σ |x|ᵖ)^(1/p), so dx = sign(x) |x|^(p−1) · y^(1−p) dy, and nothing where all of a window is 0. */
    private static void lpPool(BackwardContext context) {
        GraphBuilder emit = context.builder();
        long p = context.node().integer("p", 2);
        boolean global = context.node().is("GlobalLpPool");
        String slope = emit.op("Pow", context.y(0), context.number(1.0 - p));
        String shared = emit.mul(context.dy(), p > 1 ? context.unlessZero(context.y(0), slope) : slope);
        String spread = global
                ? expanded(context, shared, context.inputDims(0))
                : spread(context, shared, window(context), Count.ONE);
        String size = emit.op("Pow", emit.op("Abs", context.x(0)), context.number(p - 1.0));
        context.add(0, emit.mul(spread, emit.mul(size, emit.op("Sign", context.x(0)))));
    }
}
