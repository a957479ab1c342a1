package xai4j.examples.serve.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** A bounded store: when it is full, what was longest unused makes room. */
final class RecentlyUsed<K, V> {
    private static final int PART_OF_HEAP = 8;

    private final long most;
    private final ToLongFunction<V> weight;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /**
     * An empty store.
     *
     * @param most weight of all together
     * @param weight of one
     */
    RecentlyUsed(long most, ToLongFunction<V> weight) {
        this.most = most;
        this.weight = weight;
    }

    /** So many bytes, but no more than an eighth of the memory that there may be. */
    static long bytes(long most) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    synchronized void put(K key, V value) {
        V before = values.put(key, value);
        held += weight.applyAsLong(value) - (before == null ? 0 : weight.applyAsLong(before));
        while (held > most && values.size() > 1) {
            K oldest = values.keySet().iterator().next();
            held -= weight.applyAsLong(values.get(oldest));
            values.remove(oldest);
        }
    }

    synchronized Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    synchronized long held() {
        return held;
    }
}
