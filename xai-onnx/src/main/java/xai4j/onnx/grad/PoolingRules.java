package xai4j.onnx.grad;

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

    static RuleBook book() {
        return new RuleBook()
                .rule(PoolingRules::maxPool, "MaxPool", "GlobalMaxPool")
                .rule(PoolingRules::averagePool, "AveragePool")
                .rule(PoolingRules::globalAveragePool, "GlobalAveragePool")
                .rule(PoolingRules::lpPool, "LpPool", "GlobalLpPool");
    }

    private static void maxPool(Step step) {
        step.add(0, isSmall(step) ? throughRows(step) : scatter(step, step.dy(), indices(step, step.x(0))));
    }

    /** Whether the windows are so small that a few operations on rows find their maxima. */
    private static boolean isSmall(Step step) {
        if (!step.node().is("MaxPool")) {
            return false;
        }
        Window window = window(step);
        boolean small = Arrays.stream(step.targetDims(step.x(0))).skip(2).allMatch(extent -> extent > 0);
        for (int i = 0; i < window.axes(); i++) {
            small &= window.dilations()[i] == 1 && window.kernel()[i] <= MOST_ROWS;
        }
        return small;
    }

    /**
     * Axis by axis, from the last: so the first of equal elements in row-major order is the maximum. The last axis is
     * brought before another one, so that its elements are rows.
     */
    private static String throughRows(Step step) {
        Emitter emit = step.emit();
        int axes = window(step).axes();
        long[] turned = new long[axes + 2];
        Arrays.setAll(turned, i -> i);
        turned[axes] = axes + 1L;
        turned[axes + 1] = axes;
        long[] target = step.targetDims(step.x(0));
        target[axes + 1] = step.outputDims()[axes + 1];
        WindowMaximum last = maximum(step, emit.transpose(step.x(0), turned), axes - 1);
        String value = emit.transpose(emit.reshape(last.maximum(), Dims.permute(target, turned)), turned);
        WindowMaximum[] others = new WindowMaximum[axes - 1];
        for (int i = axes - 2; i >= 0; i--) {
            others[i] = maximum(step, value, i);
            value = others[i].maximum();
        }
        String gradient = step.dy();
        for (WindowMaximum other : others) {
            gradient = other.backward(gradient);
        }
        gradient = last.backward(emit.transpose(emit.reshape(gradient, target), turned));
        target[axes + 1] = step.inputDims(0)[axes + 1];
        return emit.transpose(emit.reshape(gradient, Dims.permute(target, turned)), turned);
    }

    /** The maxima along one spatial axis, when those along the axes behind it have been taken. */
    private static WindowMaximum maximum(Step step, String value, int i) {
        Window window = window(step);
        long[] x = step.inputDims(0);
        long[] y = step.outputDims();
        boolean last = i == window.axes() - 1;
        long row = last ? x[i + 1] : Dims.size(Arrays.copyOfRange(y, i + 3, y.length));
        return new WindowMaximum(
                step, value, window.kernel()[i], window.strides()[i], window.begin()[i], x[i + 2], y[i + 2], row);
    }

    /** Flat positions of the maxima within the whole input. */
    static String indices(Step step, String x) {
        Node node = step.node();
        if (node.integer("storage_order", 0) != 0) {
            throw step.refusal("column-major indices are not supported");
        }
        Node pool = node.is("MaxPool") ? node : wholeWindow(step);
        List<String> outputs = List.of(step.emit().fresh("pooled"), step.emit().fresh("indices"));
        step.emit().copy(pool, List.of(x), outputs);
        return outputs.get(1);
    }

    private static Node wholeWindow(Step step) {
        long[] x = step.inputDims(0);
        return step.node().as("MaxPool").with(Attribute.ints("kernel_shape", Arrays.copyOfRange(x, 2, x.length)));
    }

    /** Adds the values of pooled positions to the places of the input that the indices name. */
    static String scatter(Step step, String values, String indices) {
        Emitter emit = step.emit();
        String size = emit.op("Reshape", emit.op("Size", step.x(0)), emit.longs(1));
        ConstantTensor zero = step.type() == xai4j.onnx.graph.ElementType.DOUBLE
                ? ConstantTensor.ofDoubles("", new long[] {1}, 0)
                : ConstantTensor.ofFloats("", new long[] {1}, 0);
        String zeros = emit.op("ConstantOfShape", size, Attribute.of("value", zero));
        String flat = emit.op(
                "ScatterElements",
                List.of(zeros, emit.reshape(indices, -1), emit.reshape(values, -1)),
                Attribute.of("axis", 0),
                Attribute.of("reduction", "add"));
        return step.reshapeToInput(flat, 0);
    }

    private static Window window(Step step) {
        long[] x = step.inputDims(0);
        long[] input = Arrays.copyOfRange(x, 2, x.length);
        return Window.of(step.node(), input, input);
    }

    private static void averagePool(Step step) {
        boolean padded = step.node().integer("count_include_pad", 0) == 1;
        step.add(0, spread(step, step.dy(), window(step), padded ? Count.WITH_PADDING : Count.INSIDE));
    }

    /** By what a window's sum is divided. */
    private enum Count {
        ONE,
        INSIDE,
        WITH_PADDING
    }

    /** Gives each window's value back to the positions it covers, axis by axis: windows are products of intervals. */
    private static String spread(Step step, String dy, Window window, Count count) {
        long[] x = step.inputDims(0);
        long[] y = step.outputDims();
        long[] target = step.targetDims(step.y(0));
        String value = dy;
        for (int i = window.axes() - 1; i >= 0; i--) {
            int axis = i + 2;
            String matrix =
                    step.emit().array(step.type(), new long[] {x[axis], y[axis]}, matrix(window, i, x, y, count));
            value = AxisMatrix.apply(step, value, y, target, axis, matrix, x[axis]);
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

    private static void globalAveragePool(Step step) {
        long[] x = step.inputDims(0);
        long positions = Dims.size(Arrays.copyOfRange(x, 2, x.length));
        step.add(0, expanded(step, step.emit().mul(step.dy(), step.number(1.0 / positions)), x));
    }

    /** Repeats a pooled value at every position. */
    private static String expanded(Step step, String pooled, long[] x) {
        long[] target = x.clone();
        target[0] = 1;
        target[1] = 1;
        return step.emit().op("Expand", pooled, step.emit().longs(target));
    }

    /** y = (Σ |x|ᵖ)^(1/p), so dx = sign(x) |x|^(p−1) · y^(1−p) dy. */
    private static void lpPool(Step step) {
        Emitter emit = step.emit();
        long p = step.node().integer("p", 2);
        boolean global = step.node().is("GlobalLpPool");
        String shared = emit.mul(step.dy(), emit.op("Pow", step.y(0), step.number(1.0 - p)));
        String spread =
                global ? expanded(step, shared, step.inputDims(0)) : spread(step, shared, window(step), Count.ONE);
        String size = emit.op("Pow", emit.op("Abs", step.x(0)), step.number(p - 1.0));
        step.add(0, emit.mul(spread, emit.mul(size, emit.op("Sign", step.x(0)))));
    }
}
