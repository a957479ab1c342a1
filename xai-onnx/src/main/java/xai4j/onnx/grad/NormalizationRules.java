package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Normalisations; only gradients of what is normalised, not of scale and shift. */
final class NormalizationRules {
    private NormalizationRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(NormalizationRules::batch, "BatchNormalization")
                .rule(
                        NormalizationRules::normalized,
                        "InstanceNormalization",
                        "LayerNormalization",
                        "GroupNormalization")
                .rule(NormalizationRules::meanVariance, "MeanVarianceNormalization")
                .rule(NormalizationRules::lp, "LpNormalization")
                .rule(NormalizationRules::localResponse, "LRN");
    }

    private static void refuseComputedScale(Step step) {
        for (int i = 1; i < step.node().inputs().size(); i++) {
            if (step.wants(i)) {
                throw step.refusal("its scale is computed from the image");
            }
        }
    }

    /** A vector over channels, shaped to multiply {@code [N, C, …]}. */
    private static String perChannel(Step step, String vector, int rank) {
        long[] dims = new long[rank - 1];
        Arrays.fill(dims, 1);
        dims[0] = -1;
        return step.emit().reshape(vector, dims);
    }

    private static void batch(Step step) {
        refuseComputedScale(step);
        if (step.node().integer("training_mode", 0) != 0) {
            throw step.refusal("it is in training mode");
        }
        Emitter emit = step.emit();
        int rank = step.inputDims(0).length;
        String deviation = emit.op("Sqrt", emit.add(step.x(4), epsilon(step)));
        String factor = emit.div(step.x(1), deviation);
        step.add(0, emit.mul(step.dy(), rank > 1 ? perChannel(step, factor, rank) : factor));
    }

    private static String epsilon(Step step) {
        return step.number(step.node().number("epsilon", 1e-5f));
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

    static Form form(Step step) {
        refuseComputedScale(step);
        return switch (step.node().operator()) {
            case "InstanceNormalization" -> instance(step);
            case "GroupNormalization" -> group(step);
            default -> layer(step);
        };
    }

    private static void normalized(Step step) {
        Form form = form(step);
        step.add(0, form.back().apply(standardized(step, form.value(), form.gradient(), form.epsilon(), form.axes())));
    }

    private static Form instance(Step step) {
        int rank = step.inputDims(0).length;
        String scaled = step.emit().mul(step.dy(), perChannel(step, step.x(1), rank));
        return new Form(
                step.x(0), scaled, epsilon(step), from(2, rank), UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static Form layer(Step step) {
        int rank = step.inputDims(0).length;
        int axis = Dims.axis(step.node().integer("axis", -1), rank);
        String scaled = step.emit().mul(step.dy(), step.x(1));
        return new Form(
                step.x(0), scaled, epsilon(step), from(axis, rank), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** Up to operator set 20 there is a scale per group, later one per channel. */
    private static Form group(Step step) {
        Emitter emit = step.emit();
        long[] x = step.inputDims(0);
        long groups = step.node().integer("num_groups", 1);
        long channels = x[1] / groups;
        long[] target = step.targetDims(step.x(0));
        long[] grouped =
                Dims.concat(new long[] {target[0], groups, channels}, Arrays.copyOfRange(target, 2, target.length));
        boolean perGroup = step.inputDims(1)[0] == groups && channels > 1;
        long[] scaleDims = new long[grouped.length - 1];
        Arrays.fill(scaleDims, 1);
        scaleDims[0] = groups;
        scaleDims[1] = perGroup ? 1 : channels;
        UnaryOperator<String> view = value -> emit.reshape(value, grouped);
        String scaled = emit.mul(view.apply(step.dy()), emit.reshape(step.x(1), scaleDims));
        return new Form(
                view.apply(step.x(0)),
                scaled,
                epsilon(step),
                from(2, grouped.length),
                view,
                value -> emit.reshape(value, target));
    }

    private static void meanVariance(Step step) {
        long[] axes = step.node().integers("axes", 0, 2, 3);
        if (Arrays.stream(axes).anyMatch(axis -> step.targetDims(step.x(0))[(int) axis] < 0)) {
            throw step.refusal("it normalises over the batch");
        }
        step.add(0, standardized(step, step.x(0), step.dy(), step.number(1e-9), axes));
    }

    /** For y = (x − μ)/σ: (g − mean g − y · mean(g y)) / σ, means over the normalised axes. */
    private static String standardized(Step step, String x, String gradient, String epsilon, long[] axes) {
        Emitter emit = step.emit();
        String centred = emit.sub(x, emit.reduce("ReduceMean", x, true, axes));
        String variance = emit.reduce("ReduceMean", emit.mul(centred, centred), true, axes);
        String deviation = emit.op("Sqrt", emit.add(variance, epsilon));
        String y = emit.div(centred, deviation);
        String mean = emit.reduce("ReduceMean", gradient, true, axes);
        String along = emit.mul(y, emit.reduce("ReduceMean", emit.mul(gradient, y), true, axes));
        return emit.div(emit.sub(emit.sub(gradient, mean), along), deviation);
    }

    /** y = x / ‖x‖: (g − direction · Σ g y) / ‖x‖, the direction being y for p = 2 and the sign for p = 1. */
    private static void lp(Step step) {
        Emitter emit = step.emit();
        long p = step.node().integer("p", 2);
        long axis = Dims.axis(step.node().integer("axis", -1), step.inputDims(0).length);
        String norm = emit.reduce(p == 1 ? "ReduceL1" : "ReduceL2", step.x(0), true, axis);
        String direction = p == 1 ? emit.op("Sign", step.x(0)) : step.y(0);
        String sum = emit.reduce("ReduceSum", emit.mul(step.dy(), step.y(0)), true, axis);
        step.add(0, emit.div(emit.sub(step.dy(), emit.mul(direction, sum)), norm));
    }

    /** y = x · D^(−β), D = k + α/n · Σ x² over neighbouring channels (Krizhevsky et al. 2012). */
    private static void localResponse(Step step) {
        Emitter emit = step.emit();
        int size = (int) step.node().integer("size", 1);
        double beta = step.node().number("beta", 0.75f);
        double factor = step.node().number("alpha", 1e-4f) / size;
        int channels = (int) step.inputDims(0)[1];
        String squares = neighbours(step, emit.mul(step.x(0), step.x(0)), band(step, channels, size, false));
        String d = emit.add(
                emit.mul(squares, step.number(factor)), step.number(step.node().number("bias", 1)));
        String direct = emit.mul(step.dy(), emit.op("Pow", d, step.number(-beta)));
        String weighted = emit.mul(emit.mul(step.dy(), step.x(0)), emit.op("Pow", d, step.number(-beta - 1)));
        String shared = neighbours(step, weighted, band(step, channels, size, true));
        String through = emit.mul(emit.mul(step.x(0), shared), step.number(2 * factor * beta));
        step.add(0, emit.sub(direct, through));
    }

    /** Sums over neighbouring channels as a convolution of single positions. */
    private static String neighbours(Step step, String x, String band) {
        return step.emit().op("Conv", List.of(x, band), Attribute.ints("kernel_shape", ones(step)));
    }

    private static long[] ones(Step step) {
        long[] ones = new long[step.inputDims(0).length - 2];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static String band(Step step, int channels, int size, boolean transposed) {
        double[] band = new double[channels * channels];
        for (int c = 0; c < channels; c++) {
            for (int near = Math.max(0, c - (size - 1) / 2); near <= Math.min(channels - 1, c + size / 2); near++) {
                band[transposed ? near * channels + c : c * channels + near] = 1;
            }
        }
        return step.emit().array(step.type(), Dims.concat(new long[] {channels, channels}, ones(step)), band);
    }
}
