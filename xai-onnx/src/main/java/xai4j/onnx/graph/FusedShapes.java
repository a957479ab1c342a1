package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;

import java.util.Arrays;
import java.util.Map;

/** Shapes of fused operators, of ONNX and of ONNX Runtime's own domain, and of those that sample. */
final class FusedShapes {
    private FusedShapes() {}

    static Map<String, OperatorFacts> family() {
        return new OperatorFacts.Family()
                .add("Attention", FusedShapes::attention, KEPT, OPEN)
                .add("com.microsoft.Attention", FusedShapes::packedAttention, KEPT, OPEN)
                .add("com.microsoft.MultiHeadAttention", FusedShapes::multiHead, KEPT, OPEN)
                .add("com.microsoft.GroupQueryAttention", FusedShapes::grouped, KEPT, OPEN)
                .add(
                        "RotaryEmbedding com.microsoft.RotaryEmbedding com.microsoft.BiasGelu CumProd SimplifiedLayerNormalization",
                        call -> call.outDims(call.dims(0)),
                        KEPT,
                        OPEN)
                .add(
                        "com.microsoft.SkipLayerNormalization com.microsoft.SkipSimplifiedLayerNormalization",
                        FusedShapes::skip,
                        KEPT,
                        OPEN)
                .add("GridSample", FusedShapes::gridSample, KEPT, OPEN)
                .add("DeformConv", FusedShapes::deformable, KEPT, OPEN)
                .add("AffineGrid", FusedShapes::affineGrid, KEPT, OPEN)
                .add("CenterCropPad", FusedShapes::centerCropPad, KEPT, OPEN)
                .done();
    }

    /** {@code [N, heads, tokens, width]}, or heads and width as one axis behind the tokens; then all keys and values, past ones in front. */
    private static void attention(ShapeContext call) {
        long[] q = call.dims(0);
        long[] k = call.dims(1);
        long[] v = call.dims(2);
        long past = call.has(4) ? call.dims(4)[2] : 0;
        boolean split = q.length == 4;
        long heads = split ? q[1] : call.node().integer("q_num_heads", 1);
        long groups = split ? k[1] : call.node().integer("kv_num_heads", heads);
        if (split) {
            call.outDims(q[0], q[1], q[2], v[3]);
        } else {
            call.outDims(q[0], q[1], v[2] / groups * heads);
        }
        long keys = past + (split ? k[2] : k[1]);
        out(call, 1, k[0], groups, keys, split ? k[3] : k[2] / groups);
        out(call, 2, v[0], groups, keys, split ? v[3] : v[2] / groups);
        out(call, 3, q[0], heads, split ? q[2] : q[1], keys);
    }

    private static void out(ShapeContext call, int index, long... dims) {
        call.out(index, InferredValue.of(call.type(), dims));
    }

    private static void packedAttention(ShapeContext call) {
        long[] x = call.dims(0);
        long all = call.dims(1)[1];
        long[] sizes = call.node().integers("qkv_hidden_sizes", all / 3, all / 3, all / 3);
        long heads = call.node().integer("num_heads", 1);
        call.outDims(x[0], x[1], sizes[2]);
        out(call, 1, 2, x[0], heads, x[1] + (call.has(4) ? call.dims(4)[3] : 0), sizes[1] / heads);
    }

    private static void multiHead(ShapeContext call) {
        long[] q = call.dims(0);
        long heads = call.node().integer("num_heads", 1);
        boolean packed = q.length == 5;
        long[] k = call.dims(packed ? 0 : 1);
        boolean pair = k.length == 5;
        long[] v = pair ? k : call.dims(2);
        long values = pair ? v[4] : v.length == 4 ? v[3] : v[2] / heads;
        long keys = (k.length == 4 ? k[2] : k[1]) + (call.has(6) ? call.dims(6)[2] : 0);
        long width = pair ? k[4] : k.length == 4 ? k[3] : k[2] / heads;
        call.outDims(q[0], q[1], heads * values);
        out(call, 1, q[0], heads, keys, width);
        out(call, 2, q[0], heads, keys, values);
        out(call, 3, q[0], heads, q[1], keys);
    }

    /** All keys and values lie in a buffer that is at least as long as the one of the past. */
    private static void grouped(ShapeContext call) {
        long[] q = call.dims(0);
        long heads = call.node().integer("num_heads", 1);
        long groups = call.node().integer("kv_num_heads", heads);
        long width = q[2] / (call.has(1) ? heads : heads + 2 * groups);
        call.outDims(q[0], q[1], heads * width);
        long keys = call.has(3) ? Math.max(call.dims(3)[2], call.in(6).longs()[0]) : q[1];
        out(call, 1, q[0], groups, keys, width);
        out(call, 2, q[0], groups, keys, width);
    }

    private static void skip(ShapeContext call) {
        call.outDims(call.dims(0));
        call.out(3, InferredValue.of(call.type(), call.dims(0)));
    }

    private static void gridSample(ShapeContext call) {
        long[] grid = call.dims(1);
        call.outDims(Dims.concat(Arrays.copyOf(call.dims(0), 2), Arrays.copyOfRange(grid, 1, grid.length - 1)));
    }

    private static void deformable(ShapeContext call) {
        long[] offsets = call.dims(2);
        call.outDims(Dims.concat(
                new long[] {call.dims(0)[0], call.dims(1)[0]}, Arrays.copyOfRange(offsets, 2, offsets.length)));
    }

    private static void affineGrid(ShapeContext call) {
        long[] size = call.in(1).longs();
        call.outDims(Dims.concat(Dims.replace(size, 1), size.length - 2L));
    }

    private static void centerCropPad(ShapeContext call) {
        long[] dims = call.dims(0).clone();
        long[] size = call.in(1).longs();
        long[] axes = call.node().integers("axes", WindowShapes.range(dims.length));
        for (int i = 0; i < axes.length; i++) {
            dims[Dims.axis(axes[i], dims.length)] = size[i];
        }
        call.outDims(dims);
    }
}
