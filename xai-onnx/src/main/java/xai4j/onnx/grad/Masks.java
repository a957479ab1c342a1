package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;

/**
 * Zero-one masks of comparisons as one elementwise node: HardSigmoid with a huge slope is a context, and several times faster
 * than comparing and casting.
 */
final class Masks {
    private static final float HUGE = 3e38f;
    /** A power of two, so that the distance to a bound is scaled without rounding: one ulp from 1/64 up exceeds one. */
    private static final float STEEP = 0x1p30f;

    private static final double SMALLEST_STEEP_BOUND = 1.0 / 64;

    private Masks() {}

    /** 1 where x > 0, else 0. */
    static String positive(BackwardContext context, String x) {
        return above(context, x, 0);
    }

    /** 1 where x > bound, else 0. */
    static String above(BackwardContext context, String x, double bound) {
        if (context.type() == ElementType.FLOAT && bound == 0) {
            return hardSigmoid(context, x, HUGE, 0);
        }
        return isSteep(context, bound)
                ? hardSigmoid(context, x, STEEP, (float) (-bound * STEEP))
                : compare(context, "Greater", x, bound);
    }

    /** 1 where x ≥ 0, else 0; x may come as close to zero as differences of normal numbers do. */
    static String positiveOrZero(BackwardContext context, String x) {
        return context.type() == ElementType.FLOAT
                ? hardSigmoid(context, x, HUGE, 1)
                : compare(context, "GreaterOrEqual", x, 0);
    }

    /** 1 where x < bound, else 0. */
    static String below(BackwardContext context, String x, double bound) {
        return isSteep(context, bound)
                ? hardSigmoid(context, x, -STEEP, (float) (bound * STEEP))
                : compare(context, "Less", x, bound);
    }

    /** Any float64 bound is first rounded to float32, as the operator itself does with its attribute. */
    private static boolean isSteep(BackwardContext context, double bound) {
        return context.type() == ElementType.FLOAT
                && Math.abs(bound) >= SMALLEST_STEEP_BOUND
                && Math.abs(bound) < STEEP;
    }

    /**
     * 1 where a mask is 1, a number in [0, 1] where it is 0. One operation that the engine does on blocks: for a product and a sum with numbers it takes
     * a map out of them and back.
     */
    static String between(BackwardContext context, String mask, float low) {
        GraphBuilder emit = context.builder();
        return context.type() == ElementType.FLOAT
                ? hardSigmoid(context, mask, 1 - low, low)
                : emit.add(emit.mul(mask, context.number(1 - low)), context.number(low));
    }

    /** 1 − x for x in [0, 1]. */
    static String complement(BackwardContext context, String x) {
        return context.type() == ElementType.FLOAT
                ? hardSigmoid(context, x, -1, 1)
                : context.builder().sub(context.number(1), x);
    }

    private static String hardSigmoid(BackwardContext context, String x, float alpha, float beta) {
        return context.builder().op("HardSigmoid", x, Attribute.of("alpha", alpha), Attribute.of("beta", beta));
    }

    private static String compare(BackwardContext context, String operator, String x, double bound) {
        return context.builder()
                .cast(context.builder().op(operator, List.of(x, context.number(bound))), context.type());
    }
}
