package xai4j.explain;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * What limits on time are kept by.
 *
 * @param nanos nanoseconds from anywhere
 * @param begun when the work began, where it has begun already
 */
public record Clock(LongSupplier nanos, OptionalLong begun) {
    /** {@link System#nanoTime}. */
    public static final Clock SYSTEM = of(System::nanoTime);

    /** A clock of work that has not begun. */
    public static Clock of(LongSupplier nanos) {
        return new Clock(nanos, OptionalLong.empty());
    }

    /** Nanoseconds from anywhere. */
    public long now() {
        return nanos.getAsLong();
    }

    /** When the work began: now, unless it has begun already. */
    public long start() {
        return begun.orElseGet(nanos);
    }

    /** This clock for work that has begun, now unless it has already. */
    Clock running() {
        return new Clock(nanos, OptionalLong.of(start()));
    }
}
