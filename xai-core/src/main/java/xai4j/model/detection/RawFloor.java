package xai4j.model.detection;

import org.jspecify.annotations.Nullable;

/**
 * Which candidates need not be looked at: those of which one raw number is too low. Compared with the activation of each, a comparison of raw numbers costs
 * next to nothing.
 *
 * @param table where the number lies; null where there is none, so that nothing is passed over
 * @param least what it must reach
 */
public record RawFloor(@Nullable RawTable table, float least) {
    /** Passes over nothing. */
    public static final RawFloor NONE = new RawFloor(null, 0);

    /** The first candidate from a number on that must be looked at; {@code end} when there is none. */
    int next(float[] raw, int from, int end) {
        if (table == null) {
            return from;
        }
        int candidate = from;
        while (candidate < end && raw[table.at(candidate, 0)] < least) {
            candidate++;
        }
        return candidate;
    }
}
