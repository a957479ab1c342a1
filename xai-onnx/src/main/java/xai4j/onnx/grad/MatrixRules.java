package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Matrix products. */
final class MatrixRules {
    private MatrixRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(MatrixRules::gemm, "Gemm")
                .rule(MatrixRules::matMul, "MatMul")
                .rule(MatrixRules::einsum, "Einsum");
    }

    /** Y = α A′B′ + β C, a prime meaning transposed when so asked. */
    private static void gemm(Step step) {
        long ta = step.node().integer("transA", 0);
        long tb = step.node().integer("transB", 0);
        String dy = step.dy();
        if (step.wants(0)) {
            step.add(0, ta == 0 ? product(step, dy, step.x(1), 0, 1 - tb) : product(step, step.x(1), dy, tb, 1));
        }
        if (step.wants(1)) {
            step.add(1, tb == 0 ? product(step, step.x(0), dy, 1 - ta, 0) : product(step, dy, step.x(0), 1, ta));
        }
        if (step.wants(2)) {
            float beta = step.node().number("beta", 1);
            ArithmeticRules.give(step, 2, beta == 1 ? dy : step.emit().mul(dy, step.number(beta)));
        }
    }

    private static String product(Step step, String a, String b, long transA, long transB) {
        Attribute alpha = Attribute.of("alpha", step.node().number("alpha", 1));
        return step.emit()
                .op("Gemm", List.of(a, b), alpha, Attribute.of("transA", transA), Attribute.of("transB", transB));
    }

    private static void matMul(Step step) {
        long[] a = step.inputDims(0);
        long[] b = step.inputDims(1);
        if (a.length < 2 || b.length < 2) {
            vectorProduct(step, a, b);
            return;
        }
        if (step.wants(0)) {
            String gradient = step.emit().op("MatMul", step.dy(), transposed(step, step.x(1), b.length));
            step.add(0, step.unbroadcast(gradient, stacked(step, a), 0));
        }
        if (step.wants(1)) {
            String gradient = step.emit().op("MatMul", transposed(step, step.x(0), a.length), step.dy());
            step.add(1, step.unbroadcast(gradient, stacked(step, b), 1));
        }
    }

    /** Extents of a factor broadcast to the stack of matrices that the product has. */
    private static long[] stacked(Step step, long[] factor) {
        long[] y = step.outputDims();
        long[] result = y.clone();
        result[y.length - 2] = factor[factor.length - 2];
        result[y.length - 1] = factor[factor.length - 1];
        return result;
    }

    static String transposed(Step step, String x, int rank) {
        long[] order = new long[rank];
        Arrays.setAll(order, i -> i);
        order[rank - 2] = rank - 1L;
        order[rank - 1] = rank - 2L;
        return step.emit().transpose(x, order);
    }

    /** A factor of rank one counts as a row on the left and as a column on the right. */
    private static void vectorProduct(Step step, long[] a, long[] b) {
        Emitter emit = step.emit();
        if (a.length > 2 || b.length > 2) {
            throw step.refusal("a vector times a stack of matrices is not supported");
        }
        long[] left = a.length == 1 ? Dims.concat(new long[] {1}, a) : a;
        long[] right = b.length == 1 ? Dims.concat(b, 1) : b;
        String dy = emit.reshape(step.dy(), left[0], right[1]);
        if (step.wants(0)) {
            String column = emit.transpose(emit.reshape(step.x(1), right), 1, 0);
            step.add(0, step.reshapeToInput(emit.op("MatMul", dy, column), 0));
        }
        if (step.wants(1)) {
            String row = emit.transpose(emit.reshape(step.x(0), left), 1, 0);
            step.add(1, step.reshapeToInput(emit.op("MatMul", row, dy), 1));
        }
    }

    /** The gradient of one factor is the same sum with the roles of that factor and the result exchanged. */
    private static void einsum(Step step) {
        String equation = step.node().text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        if (sides.length != 2 || equation.contains(".") || terms.length > 2) {
            throw step.refusal("the equation " + equation + " is not supported");
        }
        for (int i = 0; i < terms.length; i++) {
            if (!step.wants(i)) {
                continue;
            }
            String known = sides[1] + (terms.length == 2 ? terms[1 - i] : "");
            boolean repeats = terms[i].chars().distinct().count() < terms[i].length();
            if (repeats || terms[i].chars().anyMatch(axis -> known.indexOf(axis) < 0)) {
                throw step.refusal("the equation " + equation + " sums or repeats an axis of one factor alone");
            }
            step.add(
                    i,
                    terms.length == 1
                            ? step.emit().op("Einsum", step.dy(), Attribute.of("equation", sides[1] + "->" + terms[0]))
                            : step.emit()
                                    .op(
                                            "Einsum",
                                            step.dy(),
                                            step.x(1 - i),
                                            Attribute.of("equation", sides[1] + "," + terms[1 - i] + "->" + terms[i])));
        }
    }
}
