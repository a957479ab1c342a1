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
        if (q.length == 4) {
            call.outDims(q[0], q[1], q[2], v[3]);
            call.out(1, list(call, k[0], k[1], past + k[2], k[3]));
            call.out(2, list(call, v[0], v[1], past + v[2], v[3]));
        } else {
            long heads = call.node().integer("q_num_heads", 1);
            long groups = call.node().integer("kv_num_heads", heads);
            call.outDims(q[0], q[1], v[2] / groups * heads);
            call.out(1, list(call, k[0], groups, past + k[1], k[2] / groups));
            call.out(2, list(call, v[0], groups, past + v[1], v[2] / groups));
        }
    }

    private static InferredValue list(ShapeContext call, long... dims) {
        return InferredValue.of(call.type(), dims);
    }

    private static void packedAttention(ShapeContext call) {
        long[] x = call.dims(0);
        long all = call.dims(1)[1];
        long[] sizes = call.node().integers("qkv_hidden_sizes", all / 3, all / 3, all / 3);
        call.outDims(x[0], x[1], sizes[2]);
    }

    private static void multiHead(ShapeContext call) {
        long[] q = call.dims(0);
        if (q.length == 5) {
            call.outDims(q[0], q[1], q[2] * q[4]);
            return;
        }
        if (q.length != 3 || !call.has(2) || call.dims(2).length != 3) {
            throw new InferredValue.UnknownShape();
        }
        call.outDims(q[0], q[1], call.dims(2)[2]);
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
