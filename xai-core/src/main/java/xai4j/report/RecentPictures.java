package xai4j.report;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The drawings that were asked for last, since pages show many of them more than once and each costs reading a photograph. Safe for several threads.
 *
 * @param <K> what a drawing is of
 */
final class RecentPictures<K> {
    private static final int MOST = 256;

    private final Function<K, BufferedImage> drawing;
    private final Map<K, BufferedImage> last = Collections.synchronizedMap(new Last<>());

    private static final class Last<K> extends LinkedHashMap<K, BufferedImage> {
        private static final long serialVersionUID = 1;

        Last() {
            super(MOST, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, BufferedImage> eldest) {
            return size() > MOST;
        }
    }

    /**
     * Nothing drawn yet.
     *
     * @param drawing draws one; the same each time
     */
    RecentPictures(Function<K, BufferedImage> drawing) {
        this.drawing = drawing;
    }

    /**
     * The drawing of something, not to be changed.
     *
     * @throws xai4j.image.ImageException if what is drawn can no longer be read
     */
    BufferedImage of(K what) {
        BufferedImage known = last.get(what);
        if (known != null) {
            return known;
        }
        // drawn by two threads at once it is the same twice
        BufferedImage drawn = drawing.apply(what);
        last.put(what, drawn);
        return drawn;
    }
}
