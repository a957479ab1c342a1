package xai4j.image;

import java.util.Map;
import java.util.TreeMap;

/** The first directory of a TIFF file, or of the EXIF block that is built like one: numbers by tag. */
final class TiffDirectory {
    private static final int ENTRY = 12;

    private final Bytes bytes;
    private final Map<Integer, Entry> entries = new TreeMap<>();

    /** Where the numbers of a tag stand. */
    private record Entry(int type, long count, int at, int position) {}

    private TiffDirectory(Bytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the entries; their numbers are read when asked for.
     *
     * @throws IllegalArgumentException if the directory lies beyond the end
     */
    static TiffDirectory first(Bytes block) {
        TiffDirectory directory = new TiffDirectory(block.inTiffOrder());
        directory.read();
        return directory;
    }

    private void read() {
        long start = bytes.u32(4);
        if (!bytes.has(start, 2)) {
            throw new IllegalArgumentException("its directory lies beyond its end");
        }
        int count = bytes.u16((int) start);
        for (int i = 0; i < count; i++) {
            int at = (int) start + 2 + i * ENTRY;
            if (!bytes.has(at, ENTRY)) {
                return;
            }
            int type = bytes.u16(at + 2);
            long values = bytes.u32(at + 4);
            boolean inside = values * size(type) <= 4;
            long position = inside ? at + 8 : bytes.u32(at + 8);
            if (bytes.has(position, values * size(type))) {
                entries.putIfAbsent(bytes.u16(at), new Entry(type, values, at, (int) position));
            }
        }
    }

    /** Bytes of a number of a type; what is unknown takes one. */
    private static int size(int type) {
        return switch (type) {
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12 -> 8;
            default -> 1;
        };
    }

    /** How many numbers a tag has; 0 if it is not there, or not whole. */
    long count(int tag) {
        Entry entry = entries.get(tag);
        return entry == null ? 0 : entry.count();
    }

    /** The first whole number of a tag. */
    long first(int tag, long otherwise) {
        return count(tag) == 0 ? otherwise : at(tag, 0);
    }

    /** A whole number of a tag. */
    long at(int tag, int index) {
        Entry entry = entries.get(tag);
        if (entry == null || index >= entry.count()) {
            throw new IllegalArgumentException("tag " + tag + " has no number " + index);
        }
        int position = entry.position() + index * size(entry.type());
        return switch (size(entry.type())) {
            case 1 -> bytes.u8(position);
            case 2 -> bytes.u16(position);
            default -> bytes.u32(position);
        };
    }

    /** The position of a tag's entry in the block; −1 if there is none. */
    int entry(int tag) {
        Entry entry = entries.get(tag);
        return entry == null ? -1 : entry.at();
    }
}
