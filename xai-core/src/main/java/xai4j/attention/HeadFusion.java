package xai4j.attention;

/** How the attention maps of a block's heads become one. */
public enum HeadFusion {
    /** Their mean. */
    MEAN,
    /** The largest of each element. */
    MAX,
    /** The smallest of each element. */
    MIN;

    double start() {
        return switch (this) {
            case MEAN -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    double next(double fused, double value) {
        return switch (this) {
            case MEAN -> fused + value;
            case MAX -> Math.max(fused, value);
            case MIN -> Math.min(fused, value);
        };
    }
}
