package xai4j.onnx.graph;

/**
 * What a Slice takes along one axis.
 *
 * @param start first position taken
 * @param step distance to the next, negative backwards
 * @param count number of positions
 */
public record SliceRange(long start, long step, long count) {
    /** Reads start and end as ONNX means them: negative ones count from the end, others are clamped. */
    public static SliceRange of(long start, long end, long step, long extent) {
        boolean forward = step > 0;
        long from = clamp(start < 0 ? start + extent : start, 0, forward ? extent : extent - 1);
        long to = clamp(end < 0 ? end + extent : end, forward ? 0 : -1, extent);
        long count = forward ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
        return new SliceRange(from, step, Math.max(0, count));
    }

    private static long clamp(long value, long low, long high) {
        return Math.max(low, Math.min(high, value));
    }
}
