package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import xai4j.djl.engine.PrivateFields;
import xai4j.djl.export.OnnxExport.Value;
import xai4j.onnx.export.OnnxAttribute;

/**
 * DJL's functions without parameters as ONNX. A function is found by its name and by the values that it captured, and
 * believed only if it computes what DJL's function of that name computes.
 */
final class FunctionRules {
    private final OnnxNodes nodes;
    private final String name;
    private final List<Object> captured;
    private final Value input;
    private final NDArray output;

    private FunctionRules(OnnxNodes nodes, LambdaBlock block, Value input, NDArray output) {
        this.nodes = nodes;
        this.name = block.getName();
        this.captured = PrivateFields.captured(PrivateFields.field(block, LambdaBlock.class, "lambda", Function.class));
        this.input = input;
        this.output = output;
    }

    static String export(OnnxNodes nodes, LambdaBlock block, Value input, NDArray output) {
        return new FunctionRules(nodes, block, input, output).export();
    }

    private String export() {
        NDArray x = input.example;
        return switch (name) {
            case "identity" -> believed(() -> x, () -> input.name);
            case "ReLU" -> believed(() -> Activation.relu(x), () -> simple("Relu"));
            case "ReLU6" -> believed(() -> Activation.relu6(x), this::relu6);
            case "sigmoid" -> believed(() -> Activation.sigmoid(x), () -> simple("Sigmoid"));
            case "Tanh" -> believed(() -> Activation.tanh(x), () -> simple("Tanh"));
            case "softPlus" -> believed(() -> Activation.softPlus(x), () -> simple("Softplus"));
            case "softSign" -> believed(() -> Activation.softSign(x), () -> simple("Softsign"));
            case "LeakyReLU" -> believed(() -> Activation.leakyRelu(x, number()), () -> simple("LeakyRelu", alpha()));
            case "ELU" -> believed(() -> Activation.elu(x, number()), () -> simple("Elu", alpha()));
            case "SELU" -> believed(() -> Activation.selu(x), () -> simple("Selu"));
            case "GELU" -> believed(() -> Activation.gelu(x), this::gelu);
            case "Swish" -> believed(() -> Activation.swish(x, number()), this::swish);
            case "Mish" -> mish();
            case "batchFlatten" -> believed(() -> x.reshape(x.getShape().get(0), -1), () -> flatten(input.name));
            case "maxPool2d" ->
                believed(
                        () -> Pool.maxPool2d(x, shape(0), shape(1), shape(2), flag(3)),
                        () -> simple("MaxPool", window(flag(3))));
            case "avgPool2d" ->
                believed(() -> Pool.avgPool2d(x, shape(0), shape(1), shape(2), flag(3), flag(4)), this::averagePool);
            case "globalAvgPool2d" -> believed(() -> Pool.globalAvgPool2d(x), () -> global("GlobalAveragePool"));
            case "globalMaxPool2d" -> believed(() -> Pool.globalMaxPool2d(x), () -> global("GlobalMaxPool"));
            default -> throw unknown();
        };
    }

    private RuntimeException unknown() {
        return OnnxExport.unknown(nodes, "the function \"" + name + "\"");
    }

    private String believed(Supplier<NDArray> guess, Supplier<String> rule) {
        if (!FunctionGuess.explains(output, guess)) {
            throw unknown();
        }
        return rule.get();
    }

    private String simple(String operator, OnnxAttribute... attributes) {
        return nodes.node(operator, List.of(input.name), attributes);
    }

    private float number() {
        return captured(0, Float.class);
    }

    private Shape shape(int index) {
        return captured(index, Shape.class);
    }

    private boolean flag(int index) {
        return captured(index, Boolean.class);
    }

    private <T> T captured(int index, Class<T> type) {
        if (index >= captured.size() || !type.isInstance(captured.get(index))) {
            throw unknown();
        }
        return type.cast(captured.get(index));
    }

    private OnnxAttribute alpha() {
        return OnnxAttribute.of("alpha", number());
    }

    private String scalar(String what, double value) {
        return nodes.constant(what, new long[0], (float) value);
    }

    private String relu6() {
        return nodes.node("Clip", List.of(input.name, scalar("least", 0), scalar("most", 6)));
    }

    private String gelu() {
        String erf = nodes.node("Erf", List.of(nodes.node("Mul", List.of(input.name, scalar("root", Math.sqrt(0.5))))));
        String gate = nodes.node("Add", List.of(erf, scalar("one", 1)));
        String gated = nodes.node("Mul", List.of(input.name, gate));
        return nodes.node("Mul", List.of(gated, scalar("half", 0.5)));
    }

    private String swish() {
        String scaled = nodes.node("Mul", List.of(input.name, scalar("beta", number())));
        return nodes.node("Mul", List.of(input.name, nodes.node("Sigmoid", List.of(scaled))));
    }

    /** Mish is x·tanh(ln(1+eˣ)) (Misra 2019); DJL 0.35 takes the logarithm to base 2 instead, which is kept as it is. */
    private String mish() {
        NDArray softPlus = Activation.softPlus(input.example);
        boolean natural = FunctionGuess.explains(output, () -> softPlus.tanh().mul(input.example));
        boolean binary = FunctionGuess.explains(
                output, () -> softPlus.div(Math.log(2)).tanh().mul(input.example));
        if (!natural && !binary) {
            throw unknown();
        }
        String logarithm = simple("Softplus");
        String scaled = natural ? logarithm : nodes.node("Mul", List.of(logarithm, scalar("base", 1 / Math.log(2))));
        return nodes.node("Mul", List.of(input.name, nodes.node("Tanh", List.of(scaled))));
    }

    private String flatten(String value) {
        return nodes.node("Flatten", List.of(value), OnnxAttribute.of("axis", 1));
    }

    private OnnxAttribute[] window(boolean ceil) {
        List<OnnxAttribute> attributes = new ArrayList<>(List.of(
                LayerRules.ints("kernel_shape", shape(0)),
                LayerRules.ints("strides", shape(1)),
                LayerRules.pads(shape(2))));
        if (ceil) {
            attributes.add(OnnxAttribute.of("ceil_mode", 1));
        }
        return attributes.toArray(OnnxAttribute[]::new);
    }

    private String averagePool() {
        if (flag(3)) {
            throw OnnxExport.unknown(nodes, "average pooling with a rounded-up size");
        }
        List<OnnxAttribute> attributes = new ArrayList<>(List.of(window(false)));
        attributes.add(OnnxAttribute.of("count_include_pad", countsPads() ? 1 : 0));
        return simple("AveragePool", attributes.toArray(OnnxAttribute[]::new));
    }

    /** DJL's PyTorch engine counts the zeros beyond the border whatever it is told, so it is asked. */
    private boolean countsPads() {
        NDArray ones = input.example.onesLike();
        NDArray pooled = Pool.avgPool2d(ones, shape(0), shape(1), shape(2), flag(3), flag(4));
        return pooled.min().getFloat() < 1;
    }

    private String global(String operator) {
        String pooled = simple(operator);
        return output.getShape().dimension() == 2 ? flatten(pooled) : pooled;
    }
}
