package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.CHANNELS_FIRST;
import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Axes.PROJECTED;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;

import java.util.Arrays;
import java.util.Map;

/** Shapes of quantized operators, of ONNX and of ONNX Runtime's own domain. */
final class QuantizedShapes {
    private static final Map<String, OperatorFacts> FAMILY = new OperatorFacts.Family()
            .add("QuantizeLinear", call -> call.out(InferredValue.of(stepType(call, 2), call.dims(0))), KEPT, OPEN)
            .add(
                    "DynamicQuantizeLinear",
                    call -> call.out(InferredValue.of(ElementType.UINT8, call.dims(0))),
                    KEPT,
                    OPEN)
            .add(
                    "DequantizeLinear",
                    call -> call.out(InferredValue.of(call.in(1).type(), call.dims(0))),
                    KEPT,
                    OPEN)
            .add(
                    "QLinearConv",
                    call -> call.out(InferredValue.of(stepType(call, 7), WindowShapes.convolved(call, 3))),
                    CHANNELS_FIRST,
                    OPEN)
            .add(
                    "ConvInteger",
                    call -> call.out(InferredValue.of(ElementType.INT32, WindowShapes.convolved(call, 1))),
                    CHANNELS_FIRST,
                    OPEN)
            .add(
                    "QLinearMatMul",
                    call -> call.out(
                            InferredValue.of(stepType(call, 7), WindowShapes.product(call.dims(0), call.dims(3)))),
                    PROJECTED,
                    OPEN)
            .add(
                    "MatMulInteger",
                    call -> call.out(
                            InferredValue.of(ElementType.INT32, WindowShapes.product(call.dims(0), call.dims(1)))),
                    PROJECTED,
                    OPEN)
            .add(
                    "QLinearAdd QLinearMul",
                    call -> call.out(InferredValue.of(call.type(), Dims.broadcast(call.dims(0), call.dims(3)))),
                    KEPT,
                    OPEN)
            .add(
                    "QLinearSigmoid QLinearLeakyRelu",
                    call -> call.out(InferredValue.of(call.type(), call.dims(0))),
                    KEPT,
                    OPEN)
            .add("QLinearGlobalAveragePool", QuantizedShapes::globalPool, KEPT, OPEN)
            .done();

    private QuantizedShapes() {}

    static Map<String, OperatorFacts> family() {
        return FAMILY;
    }

    /** The type of a zero point, which is the type of what it belongs to; bytes without one. */
    private static ElementType stepType(ShapeContext call, int zeroPoint) {
        return call.has(zeroPoint) ? call.in(zeroPoint).type() : ElementType.UINT8;
    }

    private static void globalPool(ShapeContext call) {
        long[] dims = call.dims(0).clone();
        boolean channelsLast = call.node().integer("channels_last", 0) == 1;
        int from = channelsLast ? 1 : 2;
        Arrays.fill(dims, from, channelsLast ? dims.length - 1 : dims.length, 1);
        call.out(InferredValue.of(call.type(), dims));
    }
}
