package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Normalisations and activations that are fused with a sum. */
final class NormalizationExpansions {
    private NormalizationExpansions() {}

    static Map<String, Consumer<ExpansionContext>> all() {
        return Map.of(
                "RMSNormalization", NormalizationExpansions::rms,
                "SimplifiedLayerNormalization", NormalizationExpansions::rms,
                "com.microsoft.SkipLayerNormalization", NormalizationExpansions::skip,
                "com.microsoft.SkipSimplifiedLayerNormalization", NormalizationExpansions::skipSimplified,
                "com.microsoft.FastGelu", NormalizationExpansions::fastGelu,
                "com.microsoft.BiasGelu", NormalizationExpansions::biasGelu);
    }

    /** y = scale · x / √(mean x² + ε) over the axes from a first one on (Zhang and Sennrich 2019). */
    private static void rms(ExpansionContext context) {
        int rank = context.inputDims(0).length;
        int first = Dims.axis(context.node().integer("axis", -1), rank);
        long[] axes = LongStream.range(first, rank).toArray();
        context.output(0, rms(context, context.x(0), context.x(1), 1e-5f, axes));
    }

    private static String rms(ExpansionContext context, String x, String scale, float epsilon, long... axes) {
        GraphBuilder emit = context.builder();
        String mean = emit.reduce("ReduceMean", emit.mul(x, x), true, axes);
        String shifted = emit.add(mean, context.number(context.node().number("epsilon", epsilon)));
        return emit.mul(emit.div(x, emit.op("Sqrt", shifted)), scale);
    }

    private static String sum(ExpansionContext context, int bias) {
        String sum = context.builder().add(context.x(0), context.x(1));
        return context.node().hasInput(bias) ? context.builder().add(sum, context.x(bias)) : sum;
    }

    private static void skip(ExpansionContext context) {
        String sum = sum(context, 4);
        List<String> inputs = new ArrayList<>(List.of(sum, context.x(2)));
        if (context.node().hasInput(3)) {
            inputs.add(context.x(3));
        }
        Attribute epsilon = Attribute.of("epsilon", context.node().number("epsilon", 1e-12f));
        context.output(0, context.builder().op("LayerNormalization", inputs, epsilon));
        context.output(3, sum);
    }

    private static void skipSimplified(ExpansionContext context) {
        String sum = sum(context, 3);
        context.output(0, rms(context, sum, context.x(2), 1e-5f, -1));
        context.output(3, sum);
    }

    /** 0.5 x (1 + tanh(√(2/π)(x + 0.044715 x³))) of a value to which a bias was added. */
    private static void fastGelu(ExpansionContext context) {
        GraphBuilder emit = context.builder();
        String x = context.node().hasInput(1) ? emit.add(context.x(0), context.x(1)) : context.x(0);
        double c = Math.sqrt(2 / Math.PI);
        String slope = emit.add(context.number(c), emit.mul(emit.mul(x, x), context.number(c * 0.044715)));
        gated(context, x, emit.op("Tanh", emit.mul(x, slope)));
    }

    private static void biasGelu(ExpansionContext context) {
        GraphBuilder emit = context.builder();
        String x = emit.add(context.x(0), context.x(1));
        gated(context, x, emit.op("Erf", emit.mul(x, context.number(Math.sqrt(0.5)))));
    }

    /** 0.5 x (1 + gate). */
    private static void gated(ExpansionContext context, String x, String gate) {
        GraphBuilder emit = context.builder();
        String share = emit.mul(emit.add(gate, context.number(1)), context.number(0.5));
        context.output(0, emit.mul(x, share));
    }
}
