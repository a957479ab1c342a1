package xai4j.data;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Images that stay in memory once they were read, as many as fit, for work that looks at the same ones several times: decoding costs as much as a small
 * network's pass. Those for which there is no room are read again each time.
 */
public final class KeptImages implements LabelledImages {
    private static final int SHARE_OF_HEAP = 8;
    private static final int BYTES_PER_PIXEL = 4;

    private final LabelledImages images;
    private final AtomicLong room;
    private final Map<Integer, BufferedImage> kept = new ConcurrentHashMap<>();

    private KeptImages(LabelledImages images, long bytes) {
        this.images = images;
        this.room = new AtomicLong(bytes);
    }

    /** Images that take at most an eighth of the memory that this program may have. */
    public static KeptImages of(LabelledImages images) {
        return of(images, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * Images that take at most so much memory.
     *
     * @param bytes four are counted for a pixel
     */
    public static KeptImages of(LabelledImages images, long bytes) {
        return new KeptImages(images, bytes);
    }

    @Override
    public List<String> labels() {
        return images.labels();
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String name(int i) {
        return images.name(i);
    }

    @Override
    public int label(int i) {
        return images.label(i);
    }

    /** Image {@code i}, which is not to be changed. */
    @Override
    public BufferedImage image(int i) {
        BufferedImage known = kept.get(i);
        if (known != null) {
            return known;
        }
        BufferedImage image = images.image(i);
        long bytes = (long) BYTES_PER_PIXEL * image.getWidth() * image.getHeight();
        if (room.addAndGet(-bytes) < 0 || kept.putIfAbsent(i, image) != null) {
            room.addAndGet(bytes);
        }
        return image;
    }
}
