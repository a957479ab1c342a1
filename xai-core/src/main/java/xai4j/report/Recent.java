package xai4j.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made last, since pages show many drawings more than once and each costs reading a photograph. Safe for several threads.
 *
 * @param <K> of what something is made
 * @param <V> what is made
 */
final class Recent<K, V> {
    private static final int MOST = 256;

    private final Function<K, V> making;
    private final Map<K, V> last = Collections.synchronizedMap(new Last<>());

    private static final class Last<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Last() {
            super(MOST, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    /**
     * Nothing made yet.
     *
     * @param making makes one; the same each time
     */
    Recent(Function<K, V> making) {
        this.making = making;
    }

    /**
     * What is made of something, not to be changed.
     *
     * @throws xai4j.image.ImageException if what it is made of can no longer be read
     */
    V of(K what) {
        V known = last.get(what);
        if (known != null) {
            return known;
        }
        // made by two threads at once it is the same twice
        V made = making.apply(what);
        last.put(what, made);
        return made;
    }
}
