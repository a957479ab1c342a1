package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Shapes of quantized operators, of ONNX and of ONNX Runtime's own domain. */
final class QuantizedShapes {
    private static final Map<String, Consumer<ShapeContext>> RULES = new ShapeRules.Family()
            .add("QuantizeLinear", call -> call.out(InferredValue.of(stepType(call, 2), call.dims(0))))
            .add("DynamicQuantizeLinear", call -> call.out(InferredValue.of(ElementType.UINT8, call.dims(0))))
            .add(
                    "DequantizeLinear",
                    call -> call.out(InferredValue.of(call.in(1).type(), call.dims(0))))
            .add("QLinearConv", call -> call.out(InferredValue.of(stepType(call, 7), WindowShapes.convolved(call, 3))))
            .add("ConvInteger", call -> call.out(InferredValue.of(ElementType.INT32, WindowShapes.convolved(call, 1))))
            .add(
                    "QLinearMatMul",
                    call -> call.out(
                            InferredValue.of(stepType(call, 7), WindowShapes.product(call.dims(0), call.dims(3)))))
            .add(
                    "MatMulInteger",
                    call -> call.out(
                            InferredValue.of(ElementType.INT32, WindowShapes.product(call.dims(0), call.dims(1)))))
            .add(
                    "QLinearAdd QLinearMul",
                    call -> call.out(InferredValue.of(call.type(), Dims.broadcast(call.dims(0), call.dims(3)))))
            .add("QLinearSigmoid QLinearLeakyRelu", call -> call.out(InferredValue.of(call.type(), call.dims(0))))
            .add("QLinearGlobalAveragePool", QuantizedShapes::globalPool)
            .done();

    private QuantizedShapes() {}

    static Map<String, Consumer<ShapeContext>> rules() {
        return RULES;
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
