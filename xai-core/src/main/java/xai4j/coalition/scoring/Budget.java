package xai4j.coalition.scoring;

import java.time.Duration;

/**
 * How much a run may cost; when it ends early the best answer so far is returned.
 *
 * @param evaluations most images the model may score, the unperturbed one among them
 * @param time longest duration; checked between batches
 */
public record Budget(long evaluations, Duration time) {
    /** No limit. */
    public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Duration.ofDays(36500));

    /** Checks the limits. */
    public Budget {
        if (evaluations < 1) {
            throw new IllegalArgumentException("a budget of " + evaluations + " evaluations is too small");
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a budget of " + time + " is too small");
        }
    }

    /** A number of images. */
    public static Budget evaluations(long count) {
        return new Budget(count, UNLIMITED.time);
    }

    /** A duration. */
    public static Budget time(Duration duration) {
        return new Budget(UNLIMITED.evaluations, duration);
    }

    /** Whether time is limited. */
    public boolean isTimed() {
        return time.compareTo(UNLIMITED.time) < 0;
    }
}
