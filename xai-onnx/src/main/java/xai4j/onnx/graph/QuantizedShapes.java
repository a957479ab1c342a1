package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Shapes of quantized operators, of ONNX and of ONNX Runtime's own domain. */
final class QuantizedShapes {
    private static final Map<String, Consumer<ShapeCall>> RULES = new ShapeRules.Family()
            .add("QuantizeLinear", call -> call.out(Known.of(stepType(call, 2), call.dims(0))))
            .add("DynamicQuantizeLinear", call -> call.out(Known.of(ElementType.UINT8, call.dims(0))))
            .add("DequantizeLinear", call -> call.out(Known.of(call.in(1).type(), call.dims(0))))
            .add("QLinearConv", call -> call.out(Known.of(stepType(call, 7), WindowShapes.convolved(call, 3))))
            .add("ConvInteger", call -> call.out(Known.of(ElementType.INT32, WindowShapes.convolved(call, 1))))
            .add(
                    "QLinearMatMul",
                    call -> call.out(Known.of(stepType(call, 7), WindowShapes.product(call.dims(0), call.dims(3)))))
            .add(
                    "MatMulInteger",
                    call -> call.out(Known.of(ElementType.INT32, WindowShapes.product(call.dims(0), call.dims(1)))))
            .add(
                    "QLinearAdd QLinearMul",
                    call -> call.out(Known.of(call.type(), Dims.broadcast(call.dims(0), call.dims(3)))))
            .add("QLinearSigmoid QLinearLeakyRelu", call -> call.out(Known.of(call.type(), call.dims(0))))
            .add("QLinearGlobalAveragePool", QuantizedShapes::globalPool)
            .done();

    private QuantizedShapes() {}

    static Map<String, Consumer<ShapeCall>> rules() {
        return RULES;
    }

    /** The type of a zero point, which is the type of what it belongs to; bytes without one. */
    private static ElementType stepType(ShapeCall call, int zeroPoint) {
        return call.has(zeroPoint) ? call.in(zeroPoint).type() : ElementType.UINT8;
    }

    private static void globalPool(ShapeCall call) {
        long[] dims = call.dims(0).clone();
        boolean channelsLast = call.node().integer("channels_last", 0) == 1;
        int from = channelsLast ? 1 : 2;
        Arrays.fill(dims, from, channelsLast ? dims.length - 1 : dims.length, 1);
        call.out(Known.of(call.type(), dims));
    }
}
