package xai4j.numeric;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * How many threads of this program are at work beside each other. Cores belong to the whole process, and so does this count: an engine that shares out a
 * run among idle cores asks it whether there are any.
 */
public final class BusyThreads {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ThreadLocal<Boolean> COUNTED = ThreadLocal.withInitial(() -> false);

    private BusyThreads() {}

    /** Threads at work now. */
    public static int count() {
        return COUNT.get();
    }

    /** Does work that keeps the calling thread busy; one that is counted already is not counted twice. */
    public static <T> T during(Supplier<T> work) {
        if (COUNTED.get()) {
            return work.get();
        }
        COUNTED.set(true);
        COUNT.incrementAndGet();
        try {
            return work.get();
        } finally {
            COUNT.decrementAndGet();
            COUNTED.remove();
        }
    }
}
