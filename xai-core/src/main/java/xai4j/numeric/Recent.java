package xai4j.numeric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made last, for what is asked for more than once and costs much to make, as a drawing of a photograph does. Safe for several threads.
 *
 * @param <K> of what something is made
 * @param <V> what is made
 */
public final class Recent<K, V> {
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
    public Recent(Function<K, V> making) {
        this.making = making;
    }

    /** What is made of something, not to be changed. What the making throws is passed on, and nothing is kept. */
    public V of(K what) {
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
