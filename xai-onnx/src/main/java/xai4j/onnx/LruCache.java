package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Remembers the values made for the keys that were asked for last; safe for several threads. */
final class LruCache<K, V> {
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private final int kept;

    LruCache(int kept) {
        this.kept = kept;
    }

    /** The value of a key, made when it is not remembered. */
    synchronized V get(K key, Function<? super K, ? extends V> make) {
        V known = values.get(key);
        if (known != null) {
            return known;
        }
        V made = make.apply(key);
        values.put(key, made);
        if (values.size() > kept) {
            values.remove(values.keySet().iterator().next());
        }
        return made;
    }
}
