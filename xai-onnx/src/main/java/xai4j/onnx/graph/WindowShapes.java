package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.CHANNELS_FIRST;
import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Axes.PROJECTED;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;
import static xai4j.onnx.graph.OperatorFacts.Work.POOLS;

import java.util.Arrays;
import java.util.Map;
import xai4j.onnx.graph.OperatorFacts.Sign;

/** Shapes of convolutions, poolings, resizing and matrix products. */
final class WindowShapes {
    private WindowShapes() {}

    static Map<String, OperatorFacts> family() {
        return new OperatorFacts.Family()
                .add("Conv", WindowShapes::conv, CHANNELS_FIRST, OPEN)
                .add("ConvTranspose", WindowShapes::convTranspose, CHANNELS_FIRST, OPEN)
                .add("Col2Im", WindowShapes::together, KEPT, OPEN)
                .add("MaxPool AveragePool", WindowShapes::pool, CHANNELS_FIRST, Sign.KEPT, POOLS)
                .add("LpPool", WindowShapes::pool, CHANNELS_FIRST, OPEN, POOLS)
                .add("GlobalAveragePool GlobalMaxPool", WindowShapes::globalPool, CHANNELS_FIRST, Sign.KEPT, POOLS)
                .add("GlobalLpPool", WindowShapes::globalPool, CHANNELS_FIRST, OPEN, POOLS)
                .add("Resize", WindowShapes::resize, KEPT, OPEN)
                .add("Upsample", WindowShapes::upsample, KEPT, OPEN)
                .add("RoiAlign", WindowShapes::regions, KEPT, OPEN)
                .add("DepthToSpace", call -> blocks(call, true), CHANNELS_FIRST, Sign.KEPT)
                .add("SpaceToDepth", call -> blocks(call, false), CHANNELS_FIRST, Sign.KEPT)
                .add("Gemm", WindowShapes::gemm, PROJECTED, OPEN)
                .add("MatMul", WindowShapes::matMul, PROJECTED, OPEN)
                .add("Einsum", WindowShapes::einsum, KEPT, OPEN)
                .done();
    }

    private static long[] spatial(long[] dims) {
        return Arrays.copyOfRange(dims, 2, dims.length);
    }

    private static void conv(ShapeContext call) {
        call.outDims(convolved(call, 1));
    }

    /** Extents of a convolution of the first input with the weights at another. */
    static long[] convolved(ShapeContext call, int weights) {
        long[] x = call.dims(0);
        long[] w = call.dims(weights);
        Window window = Window.of(call.node(), spatial(w), spatial(x));
        return Dims.concat(new long[] {x[0], w[0]}, window.output(spatial(x)));
    }

    private static void convTranspose(ShapeContext call) {
        long[] x = call.dims(0);
        long[] w = call.dims(1);
        long[] input = spatial(x);
        Window window = Window.of(call.node(), spatial(w), input);
        long[] reached = window.transposedOutput(input, call.node().integers("output_padding", new long[input.length]));
        long[] size =
                call.node().attribute("output_shape").map(Attribute::integers).orElse(reached);
        requireReached(size, reached, window.strides());
        long channels = w[1] * call.node().integer("group", 1);
        call.outDims(Dims.concat(new long[] {x[0], channels}, size));
    }

    /** An output beyond the last stride is left to the engine, which refuses it. */
    private static void requireReached(long[] wanted, long[] reached, long[] strides) {
        for (int i = 0; i < reached.length; i++) {
            if (wanted[i] >= reached[i] + strides[i]) {
                throw new InferredValue.UnknownShape();
            }
        }
    }

    /** Columns of windows, added to the places that they were taken from. */
    private static void together(ShapeContext call) {
        long[] columns = call.dims(0);
        long window = Dims.size(call.in(2).longs());
        call.outDims(Dims.concat(
                new long[] {columns[0], columns[1] / window}, call.in(1).longs()));
    }

    private static void pool(ShapeContext call) {
        long[] x = call.dims(0);
        Window window = Window.of(call.node(), new long[x.length - 2], spatial(x));
        long[] dims = Dims.concat(new long[] {x[0], x[1]}, window.output(spatial(x)));
        call.outDims(dims);
        call.out(1, InferredValue.of(ElementType.INT64, dims));
    }

    private static void globalPool(ShapeContext call) {
        long[] dims = call.dims(0).clone();
        Arrays.fill(dims, 2, dims.length, 1);
        call.outDims(dims);
    }

    private static void resize(ShapeContext call) {
        long[] x = call.dims(0);
        int scales = call.opset() < 11 ? 1 : 2;
        long[] axes = call.node().integers("axes", range(x.length));
        long[] dims = x.clone();
        if (call.has(3)) {
            long[] sizes = call.in(3).longs();
            String policy = call.node().text("keep_aspect_ratio_policy", "stretch");
            for (int i = 0; i < axes.length; i++) {
                dims[Dims.axis(axes[i], x.length)] = sizes[i];
            }
            if (!policy.equals("stretch")) {
                throw new InferredValue.UnknownShape();
            }
        } else {
            scale(dims, axes, call.in(scales).requireData());
        }
        call.outDims(dims);
    }

    private static void regions(ShapeContext call) {
        Node node = call.node();
        call.outDims(
                call.dims(1)[0], call.dims(0)[1], node.integer("output_height", 1), node.integer("output_width", 1));
    }

    private static void upsample(ShapeContext call) {
        double[] scales = call.node()
                .attribute("scales")
                .map(attribute -> doubles(attribute.numbers()))
                .orElseGet(() -> call.in(1).requireData());
        long[] dims = call.dims(0).clone();
        scale(dims, range(dims.length), scales);
        call.outDims(dims);
    }

    private static void scale(long[] dims, long[] axes, double[] scales) {
        if (scales.length != axes.length) {
            throw new InferredValue.UnknownShape();
        }
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], dims.length);
            dims[axis] = (long) Math.floor((float) dims[axis] * (float) scales[i]);
        }
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    static long[] range(int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }

    private static void blocks(ShapeContext call, boolean toSpace) {
        long[] x = call.dims(0);
        long b = call.node().integer("blocksize", 1);
        call.outDims(
                toSpace
                        ? new long[] {x[0], x[1] / (b * b), x[2] * b, x[3] * b}
                        : new long[] {x[0], x[1] * b * b, x[2] / b, x[3] / b});
    }

    private static void gemm(ShapeContext call) {
        long[] a = call.dims(0);
        long[] b = call.dims(1);
        call.outDims(
                call.node().integer("transA", 0) == 0 ? a[0] : a[1],
                call.node().integer("transB", 0) == 0 ? b[1] : b[0]);
    }

    private static void matMul(ShapeContext call) {
        call.outDims(product(call.dims(0), call.dims(1)));
    }

    /** Extents of a product of stacks of matrices. */
    static long[] product(long[] a, long[] b) {
        if (a.length == 0 || b.length == 0) {
            throw new InferredValue.UnknownShape();
        }
        long[] stackA = a.length < 2 ? new long[0] : Arrays.copyOf(a, a.length - 2);
        long[] stackB = b.length < 2 ? new long[0] : Arrays.copyOf(b, b.length - 2);
        long[] dims = Dims.broadcast(stackA, stackB);
        dims = a.length < 2 ? dims : Dims.concat(dims, a[a.length - 2]);
        return b.length < 2 ? dims : Dims.concat(dims, b[b.length - 1]);
    }

    private static void einsum(ShapeContext call) {
        int[] ranks = new int[call.inputCount()];
        Arrays.setAll(ranks, i -> call.dims(i).length);
        EinsumEquation equation = EinsumEquation.parse(call.node().text("equation", ""), ranks)
                .orElseThrow(InferredValue.UnknownShape::new);
        long[] dims = new long[equation.result().length()];
        for (int i = 0; i < dims.length; i++) {
            for (int term = 0; term < ranks.length; term++) {
                int at = equation.terms().get(term).indexOf(equation.result().charAt(i));
                dims[i] = at < 0 ? dims[i] : Math.max(dims[i], call.dims(term)[at]);
            }
        }
        call.outDims(dims);
    }
}
