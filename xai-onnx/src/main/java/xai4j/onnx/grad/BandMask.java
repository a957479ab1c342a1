package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;

/**
 * 1 where a Clip from 0 (ReLU6) moves with its input, else 0, in one operation more than a mask of one bound: a convolution of each channel with a
 * number, to which the engine fuses both the sum with the lower mask and the step. Two masks and two products would go over the map four times.
 *
 * <p>With y the result, b its upper bound and ε a power of two such that ½ &lt; εb &lt; 1, the step is of [y &gt; 0] − 1 + εb − εy: below zero where y is 0,
 * else zero only where y is b. Near b all of its sums are exact in float32.
 */
final class BandMask {
    /** Elements below which the overhead of a convolution is more than a pass over the map. */
    private static final long SMALL = 30_000;

    private static final int RANK = 4;

    private BandMask() {}

    /** The mask; empty where bounds, type or shape are others. */
    static Optional<String> of(BackwardContext context) {
        double[] low = bound(context, 1);
        double[] high = bound(context, 2);
        long[] y = context.outputDims();
        boolean fits = context.type() == ElementType.FLOAT && y.length == RANK && SpacedMaps.isWholeBlocks(y[1]);
        if (!fits || low.length != 1 || low[0] != 0 || high.length != 1 || size(y) < SMALL) {
            return Optional.empty();
        }
        double scale = Math.scalb(1.0, -Math.getExponent(high[0]) - 1);
        double scaled = scale * high[0];
        return scaled > 0.5 && scaled < 1 && Float.MIN_NORMAL < scale
                ? Optional.of(mask(context, y[1], scale, scaled - 1))
                : Optional.empty();
    }

    private static double[] bound(BackwardContext context, int input) {
        return context.node().hasInput(input)
                ? context.shapes().constant(context.x(input)).orElse(new double[0])
                : new double[0];
    }

    /** Elements of one image's map. */
    private static long size(long[] y) {
        return Dims.size(Arrays.copyOfRange(y, 1, y.length));
    }

    private static String mask(BackwardContext context, long channels, double scale, double offset) {
        GraphBuilder emit = context.builder();
        String kernel = emit.array(context.type(), new long[] {channels, 1, 1, 1}, repeated(-scale, channels));
        String bias = emit.array(context.type(), new long[] {channels}, repeated(offset, channels));
        String falling = emit.op(
                "Conv",
                List.of(context.y(0), kernel, bias),
                Attribute.ints("kernel_shape", 1, 1),
                Attribute.of("group", channels));
        return Masks.positive(context, emit.add(falling, Masks.positive(context, context.y(0))));
    }

    private static double[] repeated(double value, long times) {
        double[] values = new double[Math.toIntExact(times)];
        Arrays.fill(values, value);
        return values;
    }
}
