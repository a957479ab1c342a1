package xai4j.examples.birds;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.EnumMap;
import java.util.Map;

/** Which pixel of a picture shows what; only what can be seen counts. */
public final class PartMask {
    private static final IndexColorModel PALETTE = palette();

    private final int size;
    private final byte[] parts;

    PartMask(BufferedImage mask) {
        this.size = mask.getWidth();
        this.parts = new byte[size * size];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (byte) (mask.getRGB(i % size, i / size) & 0xFF);
        }
    }

    /** Side in pixels. */
    public int size() {
        return size;
    }

    /** What a pixel shows. */
    public Part at(int x, int y) {
        return Part.of(parts[y * size + x]);
    }

    /** Number of pixels per part. */
    public Map<Part, Integer> counts() {
        Map<Part, Integer> counts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            counts.put(part, 0);
        }
        for (byte part : parts) {
            counts.merge(Part.of(part), 1, Integer::sum);
        }
        return counts;
    }

    /** A picture with a palette: its values are the parts' numbers ({@link Part#code()}), its colours tell them apart. */
    public BufferedImage picture() {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
        picture.getRaster().setDataElements(0, 0, size, size, parts);
        return picture;
    }

    private static IndexColorModel palette() {
        int[] colors = new int[Part.values().length];
        for (Part part : Part.values()) {
            colors[part.code()] = part.color();
        }
        return new IndexColorModel(Byte.SIZE, colors.length, colors, 0, false, -1, DataBuffer.TYPE_BYTE);
    }
}
