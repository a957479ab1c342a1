package xai4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads the first directory of a TIFF file, which is the first page, and leaves everything else out. */
final class TiffFile {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int COLORS = 262;
    private static final int STRIPS = 273;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILES = 324;
    private static final int TILE_BYTES = 325;
    /** What pixels are made from: layout, compression, colours, palette, tiles, samples, JPEG's tables, YCbCr's numbers. */
    private static final int[] PIXELS = {
        WIDTH,
        HEIGHT,
        BITS,
        COMPRESSION,
        COLORS,
        266,
        STRIPS,
        SAMPLES,
        ROWS_PER_STRIP,
        STRIP_BYTES,
        284,
        292,
        293,
        317,
        320,
        TILE_WIDTH,
        TILE_HEIGHT,
        TILES,
        TILE_BYTES,
        338,
        339,
        347,
        512,
        513,
        514,
        515,
        519,
        520,
        521,
        529,
        530,
        531,
        532
    };
    /** CIE Lab, ICC Lab and ITU Lab: the decoder turns them into linear light, which it also claims of YCbCr, wrongly. */
    private static final Set<Long> LAB = Set.of(8L, 9L, 10L);

    private static final Set<Long> JPEG = Set.of(6L, 7L);
    /** How often the file's bytes may be read over: strips of one file may share them, by right or to do harm. */
    private static final int READINGS = 4;

    private final byte[] raw;
    private final Bytes file;
    private final String name;
    private final TiffDirectory directory;

    private TiffFile(byte[] raw, String name) {
        this.raw = raw;
        this.name = name;
        this.file = Bytes.bigEndian(raw).inTiffOrder();
        this.directory = TiffDirectory.first(file);
    }

    static ImageFile walk(byte[] raw, String name) {
        return new TiffFile(raw, name).walk();
    }

    private ImageFile walk() {
        if (LAB.contains(directory.first(COLORS, 0))) {
            throw Rasters.foreignColors(name);
        }
        int width = size(WIDTH);
        int height = size(HEIGHT);
        long bits = Math.max(1, directory.first(SAMPLES, 1)) * Math.max(1, directory.first(BITS, 1));
        long longest = longestPart();
        ImageCost cost = new ImageCost(width, height, bits, part(width, height) * bits / 8 + longest, passes());
        int orientation = (int) directory.first(ORIENTATION, 1);
        return new ImageFile(ImageFormat.TIFF, firstPage(), cost, orientation < 1 || orientation > 8 ? 1 : orientation);
    }

    private int size(int tag) {
        long size = directory.first(tag, 0);
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("it does not say its size");
        }
        return (int) size;
    }

    /** Pixels of a strip or a tile, which may be larger than the picture. */
    private long part(int width, int height) {
        if (directory.count(TILES) > 0) {
            return Math.multiplyExact(directory.first(TILE_WIDTH, width), directory.first(TILE_HEIGHT, height));
        }
        return width * Math.min(directory.first(ROWS_PER_STRIP, height), height);
    }

    private long longestPart() {
        int tag = directory.count(TILES) > 0 ? TILE_BYTES : STRIP_BYTES;
        long longest = 0;
        long all = 0;
        for (int i = 0; i < directory.count(tag); i++) {
            longest = Math.max(longest, directory.at(tag, i));
            all += directory.at(tag, i);
        }
        if (longest > raw.length || all > (long) READINGS * raw.length) {
            throw new IllegalArgumentException("its strips or tiles claim " + all + " of " + raw.length + " bytes");
        }
        return longest;
    }

    private long passes() {
        if (!JPEG.contains(directory.first(COMPRESSION, 1))) {
            return 1;
        }
        boolean tiled = directory.count(TILES) > 0;
        long most = 1;
        for (int i = 0; i < directory.count(tiled ? TILE_BYTES : STRIP_BYTES); i++) {
            int from = (int) Math.min(directory.at(tiled ? TILES : STRIPS, i), raw.length);
            long length = directory.at(tiled ? TILE_BYTES : STRIP_BYTES, i);
            byte[] stream = Arrays.copyOfRange(raw, from, (int) Math.min(raw.length, from + length));
            most = Math.max(most, JpegFile.scans(stream, name));
        }
        return most;
    }

    /** The file with a new directory at its end, of the tags that pixels are made from and no page behind. */
    private ByteBuffer firstPage() {
        int[] tags = IntStream.of(PIXELS)
                .filter(tag -> directory.entry(tag) >= 0)
                .sorted()
                .toArray();
        int start = raw.length + raw.length % 2;
        byte[] page = Arrays.copyOf(raw, start + 2 + 12 * tags.length + 4);
        ByteBuffer out =
                ByteBuffer.wrap(page).order(file.startsWith(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        out.putInt(4, start).position(start).putShort((short) tags.length);
        for (int tag : tags) {
            out.put(raw, directory.entry(tag), 12);
        }
        return out;
    }
}
