package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;

/**
 * Zero-one masks of comparisons as one elementwise node: HardSigmoid with a huge slope is a step, and several times faster
 * than comparing and casting.
 */
final class Masks {
    private static final float HUGE = 3e38f;
    /** A power of two, so that the distance to a bound is scaled without rounding: one ulp from 1/64 up exceeds one. */
    private static final float STEEP = 0x1p30f;

    private static final double SMALLEST_STEEP_BOUND = 1.0 / 64;

    private Masks() {}

    /** 1 where x > 0, else 0. */
    static String positive(Step step, String x) {
        return above(step, x, 0);
    }

    /** 1 where x > bound, else 0. */
    static String above(Step step, String x, double bound) {
        if (step.type() == ElementType.FLOAT && bound == 0) {
            return hardSigmoid(step, x, HUGE, 0);
        }
        return isSteep(step, bound)
                ? hardSigmoid(step, x, STEEP, (float) (-bound * STEEP))
                : compare(step, "Greater", x, bound);
    }

    /** 1 where x ≥ 0, else 0; x may come as close to zero as differences of normal numbers do. */
    static String positiveOrZero(Step step, String x) {
        return step.type() == ElementType.FLOAT ? hardSigmoid(step, x, HUGE, 1) : compare(step, "GreaterOrEqual", x, 0);
    }

    /** 1 where x < bound, else 0. */
    static String below(Step step, String x, double bound) {
        return isSteep(step, bound)
                ? hardSigmoid(step, x, -STEEP, (float) (bound * STEEP))
                : compare(step, "Less", x, bound);
    }

    /** Any float64 bound is first rounded to float32, as the operator itself does with its attribute. */
    private static boolean isSteep(Step step, double bound) {
        return step.type() == ElementType.FLOAT && Math.abs(bound) >= SMALLEST_STEEP_BOUND && Math.abs(bound) < STEEP;
    }

    /** 1 − x for x in [0, 1]. */
    static String complement(Step step, String x) {
        return step.type() == ElementType.FLOAT
                ? hardSigmoid(step, x, -1, 1)
                : step.emit().sub(step.number(1), x);
    }

    private static String hardSigmoid(Step step, String x, float alpha, float beta) {
        return step.emit().op("HardSigmoid", x, Attribute.of("alpha", alpha), Attribute.of("beta", beta));
    }

    private static String compare(Step step, String operator, String x, double bound) {
        return step.emit().cast(step.emit().op(operator, List.of(x, step.number(bound))), step.type());
    }
}
