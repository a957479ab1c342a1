package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.CHANNELS_FIRST;
import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Sign.NON_NEGATIVE;
import static xai4j.onnx.graph.OperatorFacts.Sign.OF_ALL;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;
import static xai4j.onnx.graph.OperatorFacts.Sign.PRODUCT;
import static xai4j.onnx.graph.OperatorFacts.Work.REARRANGES;

import java.util.Arrays;
import java.util.Map;
import xai4j.onnx.graph.OperatorFacts.Sign;

/** Operators that work element by element, or keep the shape of their first input. */
final class ElementwiseShapes {
    private ElementwiseShapes() {}

    static Map<String, OperatorFacts> family() {
        return new OperatorFacts.Family()
                .add("Relu Sigmoid HardSigmoid Softplus Softmax", ElementwiseShapes::same, KEPT, NON_NEGATIVE)
                .add(
                        "LeakyRelu PRelu ThresholdedRelu Elu Selu Celu Softsign HardSwish Mish Swish Tanh Erf Gelu FastGelu QuickGelu"
                                + " LogSoftmax Hardmax GroupNormalization RMSNormalization LpNormalization"
                                + " MeanVarianceNormalization Clip Sign Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh CumSum"
                                + " ImageScaler ScatterND ScatterElements Scatter Trilu ReverseSequence Shrink BitwiseNot Bernoulli"
                                + " Affine",
                        ElementwiseShapes::same,
                        KEPT,
                        OPEN)
                .add("BatchNormalization InstanceNormalization LRN", ElementwiseShapes::same, CHANNELS_FIRST, OPEN)
                .add("Abs Sqrt Exp", ElementwiseShapes::unary, KEPT, NON_NEGATIVE)
                .add("Neg Floor Ceil Round Log Reciprocal", ElementwiseShapes::unary, KEPT, OPEN)
                .add("Identity", ElementwiseShapes::unary, KEPT, Sign.KEPT, REARRANGES)
                .add("Add Div", ElementwiseShapes::binary, KEPT, OF_ALL)
                .add("Mul", ElementwiseShapes::binary, KEPT, PRODUCT)
                .add("Sub Pow Mod BitShift", ElementwiseShapes::binary, KEPT, OPEN)
                .add(
                        "Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor",
                        ElementwiseShapes::comparison,
                        KEPT,
                        OPEN)
                .add("Max Min Sum Mean", ElementwiseShapes::variadic, KEPT, OF_ALL)
                .add("Not", call -> call.out(ConstantFolding.unary("Not", call.in(0), ElementType.BOOL)), KEPT, OPEN)
                .add("IsNaN IsInf", call -> call.out(InferredValue.of(ElementType.BOOL, call.dims(0))), KEPT, OPEN)
                .add("Where", call -> call.out(ConstantFolding.where(call.in(0), call.in(1), call.in(2))), KEPT, OPEN)
                .add("Cast", ElementwiseShapes::cast, KEPT, Sign.KEPT, REARRANGES)
                .add(
                        "CastLike",
                        call -> call.out(ConstantFolding.unary(
                                "Cast", call.in(0), call.in(1).type())),
                        KEPT,
                        OPEN)
                .add("Dropout", ElementwiseShapes::dropout, KEPT, Sign.KEPT, REARRANGES)
                .add("LayerNormalization", ElementwiseShapes::layerNormalization, KEPT, OPEN)
                .done();
    }

    private static void same(ShapeContext call) {
        call.out(InferredValue.of(call.type(), call.in(0).dims()));
    }

    private static void unary(ShapeContext call) {
        call.out(ConstantFolding.unary(call.node().operator(), call.in(0), call.type()));
    }

    private static void binary(ShapeContext call) {
        call.out(ConstantFolding.binary(call.node().operator(), call.in(0), call.in(1), call.type()));
    }

    private static void comparison(ShapeContext call) {
        call.out(ConstantFolding.binary(call.node().operator(), call.in(0), call.in(1), ElementType.BOOL));
    }

    private static void variadic(ShapeContext call) {
        InferredValue result = call.in(0);
        for (int i = 1; i < call.inputCount(); i++) {
            result = ConstantFolding.binary(call.node().operator(), result, call.in(i), call.type());
        }
        call.out(result);
    }

    private static void cast(ShapeContext call) {
        ElementType to = ElementType.of(call.node().integer("to", 0));
        call.out(ConstantFolding.unary("Cast", call.in(0), to));
    }

    /** The result, and mean and inverse deviation over the axes that are normalised. */
    private static void layerNormalization(ShapeContext call) {
        call.out(InferredValue.of(call.type(), call.dims(0)));
        long[] reduced = call.dims(0).clone();
        Arrays.fill(reduced, Dims.axis(call.node().integer("axis", -1), reduced.length), reduced.length, 1);
        call.out(1, InferredValue.of(ElementType.FLOAT, reduced));
        call.out(2, InferredValue.of(ElementType.FLOAT, reduced));
    }

    private static void dropout(ShapeContext call) {
        call.out(call.in(0));
        call.out(1, InferredValue.of(ElementType.BOOL, call.in(0).dims()));
    }
}
