package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.PASSED;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Normalisations; only gradients of what is normalised, not of scale and shift. */
final class NormalizationRules {
    private NormalizationRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(NormalizationRules::batch, LINEAR, PASSED, "BatchNormalization")
                .add(
                        NormalizationRules::normalized,
                        own(DeepLift::normalized),
                        none(),
                        "InstanceNormalization",
                        "LayerNormalization",
                        "GroupNormalization")
                .add(NormalizationRules::meanVariance, "MeanVarianceNormalization")
                .add(NormalizationRules::lp, own(DeepLift::lpNormalized), PASSED, "LpNormalization")
                .add(NormalizationRules::localResponse, none(), PASSED, "LRN");
    }

    private static void refuseComputedScale(BackwardContext context) {
        for (int i = 1; i < context.node().inputs().size(); i++) {
            if (context.wants(i)) {
                throw context.refusal("its scale is computed from the image");
            }
        }
    }

    /** A vector over channels, shaped to multiply {@code [N, C, …]}. */
    private static String perChannel(BackwardContext context, String vector, int rank) {
        long[] dims = new long[rank - 1];
        Arrays.fill(dims, 1);
        dims[0] = -1;
        return context.builder().reshape(vector, dims);
    }

    private static void batch(BackwardContext context) {
        refuseComputedScale(context);
        if (context.node().integer("training_mode", 0) != 0) {
            throw context.refusal("it is in training mode");
        }
        GraphBuilder emit = context.builder();
        int rank = context.inputDims(0).length;
        String deviation = emit.op("Sqrt", emit.add(context.x(4), epsilon(context)));
        String factor = emit.div(context.x(1), deviation);
        context.add(0, emit.mul(context.dy(), rank > 1 ? perChannel(context, factor, rank) : factor));
    }

    private static String epsilon(BackwardContext context) {
        return context.number(context.node().number("epsilon", 1e-5f));
    }

    private static long[] from(int first, int rank) {
        return LongStream.range(first, rank).toArray();
    }

    /**
     * A normalisation by mean and deviation in one form.
     *
     * @param value what is normalised, perhaps with its channels seen in groups
     * @param gradient the cotangent times the scale, seen the same way
     * @param epsilon what is added to the variance
     * @param axes over which mean and deviation are taken
     * @param view how a value is seen in groups
     * @param back the inverse of the view
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Form(
            String value,
            String gradient,
            String epsilon,
            long[] axes,
            UnaryOperator<String> view,
            UnaryOperator<String> back) {}

    static Form form(BackwardContext context) {
        refuseComputedScale(context);
        return switch (context.node().operator()) {
            case "InstanceNormalization" -> instance(context);
            case "GroupNormalization" -> group(context);
            default -> layer(context);
        };
    }

    private static void normalized(BackwardContext context) {
        Form form = form(context);
        context.add(
                0,
                form.back().apply(standardized(context, form.value(), form.gradient(), form.epsilon(), form.axes())));
    }

    /** The deviation by which a form divides. */
    static String deviation(BackwardContext context, Form form) {
        GraphBuilder emit = context.builder();
        String centred = emit.sub(form.value(), emit.reduce("ReduceMean", form.value(), true, form.axes()));
        String variance = emit.reduce("ReduceMean", emit.mul(centred, centred), true, form.axes());
        return emit.op("Sqrt", emit.add(variance, form.epsilon()));
    }

    private static Form instance(BackwardContext context) {
        int rank = context.inputDims(0).length;
        String scaled = context.builder().mul(context.dy(), perChannel(context, context.x(1), rank));
        return new Form(
                context.x(0),
                scaled,
                epsilon(context),
                from(2, rank),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    private static Form layer(BackwardContext context) {
        int rank = context.inputDims(0).length;
        int axis = Dims.axis(context.node().integer("axis", -1), rank);
        String scaled = context.builder().mul(context.dy(), context.x(1));
        return new Form(
                context.x(0),
                scaled,
                epsilon(context),
                from(axis, rank),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    /** Up to operator set 20 there is a scale per group, later one per channel. */
    private static Form group(BackwardContext context) {
        GraphBuilder emit = context.builder();
        long[] x = context.inputDims(0);
        long groups = context.node().integer("num_groups", 1);
        long channels = x[1] / groups;
        long[] target = context.targetDims(context.x(0));
        long[] grouped =
                Dims.concat(new long[] {target[0], groups, channels}, Arrays.copyOfRange(target, 2, target.length));
        boolean perGroup = context.inputDims(1)[0] == groups && channels > 1;
        long[] scaleDims = new long[grouped.length - 1];
        Arrays.fill(scaleDims, 1);
        scaleDims[0] = groups;
        scaleDims[1] = perGroup ? 1 : channels;
        UnaryOperator<String> view = value -> emit.reshape(value, grouped);
        String scaled = emit.mul(view.apply(context.dy()), emit.reshape(context.x(1), scaleDims));
        return new Form(
                view.apply(context.x(0)),
                scaled,
                epsilon(context),
                from(2, grouped.length),
                view,
                value -> emit.reshape(value, target));
    }

    private static void meanVariance(BackwardContext context) {
        long[] axes = context.node().integers("axes", 0, 2, 3);
        if (Arrays.stream(axes).anyMatch(axis -> context.targetDims(context.x(0))[(int) axis] < 0)) {
            throw context.refusal("it normalises over the batch");
        }
        context.add(0, standardized(context, context.x(0), context.dy(), context.number(1e-9), axes));
    }

    /** For y = (x − μ)/σ: (g − mean g − y · mean(g y)) / σ, means over the normalised axes. */
    private static String standardized(
            BackwardContext context, String x, String gradient, String epsilon, long[] axes) {
        GraphBuilder emit = context.builder();
        String centred = emit.sub(x, emit.reduce("ReduceMean", x, true, axes));
        String variance = emit.reduce("ReduceMean", emit.mul(centred, centred), true, axes);
        String deviation = emit.op("Sqrt", emit.add(variance, epsilon));
        String y = emit.div(centred, deviation);
        String mean = emit.reduce("ReduceMean", gradient, true, axes);
        String along = emit.mul(y, emit.reduce("ReduceMean", emit.mul(gradient, y), true, axes));
        return emit.div(emit.sub(emit.sub(gradient, mean), along), deviation);
    }

    /** y = x / ‖x‖: (g − direction · Σ g y) / ‖x‖, the direction being y for p = 2 and the sign for p = 1; nothing at zeros. */
    private static void lp(BackwardContext context) {
        GraphBuilder emit = context.builder();
        long p = context.node().integer("p", 2);
        long axis = Dims.axis(context.node().integer("axis", -1), context.inputDims(0).length);
        String norm = emit.reduce(p == 1 ? "ReduceL1" : "ReduceL2", context.x(0), true, axis);
        String direction = p == 1 ? emit.op("Sign", context.x(0)) : context.y(0);
        String sum = emit.reduce("ReduceSum", emit.mul(context.dy(), context.y(0)), true, axis);
        context.add(0, emit.div(emit.sub(context.dy(), emit.mul(direction, sum)), context.divisor(norm)));
    }

    /** y = x · D^(−β), D = k + α/n · Σ x² over neighbouring channels (Krizhevsky et al. 2012). */
    private static void localResponse(BackwardContext context) {
        GraphBuilder emit = context.builder();
        int size = (int) context.node().integer("size", 1);
        double beta = context.node().number("beta", 0.75f);
        double factor = context.node().number("alpha", 1e-4f) / size;
        int channels = (int) context.inputDims(0)[1];
        String squares =
                neighbours(context, emit.mul(context.x(0), context.x(0)), band(context, channels, size, false));
        String d = emit.add(
                emit.mul(squares, context.number(factor)),
                context.number(context.node().number("bias", 1)));
        String direct = emit.mul(context.dy(), emit.op("Pow", d, context.number(-beta)));
        String weighted = emit.mul(emit.mul(context.dy(), context.x(0)), emit.op("Pow", d, context.number(-beta - 1)));
        String shared = neighbours(context, weighted, band(context, channels, size, true));
        String through = emit.mul(emit.mul(context.x(0), shared), context.number(2 * factor * beta));
        context.add(0, emit.sub(direct, through));
    }

    /** Sums over neighbouring channels as a convolution of single positions. */
    private static String neighbours(BackwardContext context, String x, String band) {
        return context.builder().op("Conv", List.of(x, band), Attribute.ints("kernel_shape", ones(context)));
    }

    private static long[] ones(BackwardContext context) {
        long[] ones = new long[context.inputDims(0).length - 2];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static String band(BackwardContext context, int channels, int size, boolean transposed) {
        double[] band = new double[channels * channels];
        for (int c = 0; c < channels; c++) {
            for (int near = Math.max(0, c - (size - 1) / 2); near <= Math.min(channels - 1, c + size / 2); near++) {
                band[transposed ? near * channels + c : c * channels + near] = 1;
            }
        }
        return context.builder()
                .array(context.type(), Dims.concat(new long[] {channels, channels}, ones(context)), band);
    }
}
