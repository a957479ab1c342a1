package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.BookRule.own;

import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Matrix products. */
final class MatrixRules {
    private MatrixRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(MatrixRules::gemm, BookRule.of("half way", DeepLift::factors), own(Lrp::dense), "Gemm")
                .add(MatrixRules::matMul, BookRule.of("half way", DeepLift::factors), own(Lrp::dense), "MatMul")
                .add(EinsumRule::apply, BookRule.of("half way", DeepLift::factors), none(), "Einsum");
    }

    /** Y = α A′B′ + β C, a prime meaning transposed when so asked. */
    private static void gemm(BackwardContext context) {
        long ta = context.node().integer("transA", 0);
        long tb = context.node().integer("transB", 0);
        String dy = context.dy();
        if (context.wants(0)) {
            context.add(
                    0,
                    ta == 0
                            ? product(context, dy, context.x(1), 0, 1 - tb)
                            : product(context, context.x(1), dy, tb, 1));
        }
        if (context.wants(1)) {
            context.add(
                    1,
                    tb == 0
                            ? product(context, context.x(0), dy, 1 - ta, 0)
                            : product(context, dy, context.x(0), 1, ta));
        }
        if (context.wants(2)) {
            float beta = context.node().number("beta", 1);
            ArithmeticRules.give(context, 2, beta == 1 ? dy : context.builder().mul(dy, context.number(beta)));
        }
    }

    private static String product(BackwardContext context, String a, String b, long transA, long transB) {
        Attribute alpha = Attribute.of("alpha", context.node().number("alpha", 1));
        return context.builder()
                .op("Gemm", List.of(a, b), alpha, Attribute.of("transA", transA), Attribute.of("transB", transB));
    }

    private static void matMul(BackwardContext context) {
        long[] a = context.inputDims(0);
        long[] b = context.inputDims(1);
        if (a.length < 2 || b.length < 2) {
            vectorProduct(context, a, b);
            return;
        }
        if (context.wants(0)) {
            String gradient = context.builder().op("MatMul", context.dy(), transposed(context, context.x(1), b.length));
            context.add(0, context.unbroadcast(gradient, stacked(context, a), 0));
        }
        if (context.wants(1)) {
            String gradient = context.builder().op("MatMul", transposed(context, context.x(0), a.length), context.dy());
            context.add(1, context.unbroadcast(gradient, stacked(context, b), 1));
        }
    }

    /** Extents of a factor broadcast to the stack of matrices that the product has. */
    private static long[] stacked(BackwardContext context, long[] factor) {
        long[] y = context.outputDims();
        long[] result = y.clone();
        result[y.length - 2] = factor[factor.length - 2];
        result[y.length - 1] = factor[factor.length - 1];
        return result;
    }

    static String transposed(BackwardContext context, String x, int rank) {
        long[] order = new long[rank];
        Arrays.setAll(order, i -> i);
        order[rank - 2] = rank - 1L;
        order[rank - 1] = rank - 2L;
        return context.builder().transpose(x, order);
    }

    /** A factor of rank one counts as a row on the left and as a column on the right. */
    private static void vectorProduct(BackwardContext context, long[] a, long[] b) {
        GraphBuilder emit = context.builder();
        if (a.length > 2 || b.length > 2) {
            throw context.refusal("a vector times a stack of matrices is not supported");
        }
        long[] left = a.length == 1 ? Dims.concat(new long[] {1}, a) : a;
        long[] right = b.length == 1 ? Dims.concat(b, 1) : b;
        String dy = emit.reshape(context.dy(), left[0], right[1]);
        if (context.wants(0)) {
            String column = emit.transpose(emit.reshape(context.x(1), right), 1, 0);
            context.add(0, context.reshapeToInput(emit.op("MatMul", dy, column), 0));
        }
        if (context.wants(1)) {
            String row = emit.transpose(emit.reshape(context.x(0), left), 1, 0);
            context.add(1, context.reshapeToInput(emit.op("MatMul", row, dy), 1));
        }
    }
}
