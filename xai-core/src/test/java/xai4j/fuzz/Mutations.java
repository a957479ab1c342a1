package xai4j.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages files as discs, networks and attackers do; the same seed, the same damage. */
public final class Mutations {
    private static final int[] EDGES = {0, 1, -1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF, 0x7FFF, 0x1_0000, 0x10_0000, 30_000
    };
    private static final int MOST = 4;

    private final Random random;

    /** Mutations from a seed. */
    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** A damaged copy; now and then with a piece of another file inside. */
    public byte[] of(byte[] file, byte[] other) {
        byte[] mutant = file.clone();
        int times = 1 + random.nextInt(MOST);
        for (int i = 0; i < times && mutant.length > 0; i++) {
            mutant = once(mutant, other);
        }
        return mutant;
    }

    private byte[] once(byte[] file, byte[] other) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> flipped(file);
            case 2 -> number(file, 2, ByteOrder.BIG_ENDIAN);
            case 3 -> number(file, 4, ByteOrder.BIG_ENDIAN);
            case 4 -> number(file, 2, ByteOrder.LITTLE_ENDIAN);
            case 5 -> number(file, 4, ByteOrder.LITTLE_ENDIAN);
            case 6 -> spliced(file, file);
            default -> spliced(file, other);
        };
    }

    private byte[] flipped(byte[] file) {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            file[near(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
    }

    /** A place in the file; half of them in its first hundred bytes, where its structure is said. */
    private int near(int length) {
        return random.nextInt(random.nextBoolean() ? Math.min(length, 100) : length);
    }

    private byte[] number(byte[] file, int bytes, ByteOrder order) {
        int at = near(file.length);
        int value = EDGES[random.nextInt(EDGES.length)];
        if (at + bytes <= file.length) {
            ByteBuffer buffer = ByteBuffer.wrap(file).order(order);
            if (bytes == 2) {
                buffer.putShort(at, (short) value);
            } else {
                buffer.putInt(at, value);
            }
        }
        return file;
    }

    /** A piece of one file in another's place, in between, or instead of nothing at all: cut out. */
    private byte[] spliced(byte[] file, byte[] donor) {
        int at = near(file.length);
        int from = donor.length == 0 ? 0 : random.nextInt(donor.length);
        int length = random.nextInt(Math.min(200, donor.length - from + 1));
        int skipped = random.nextBoolean() ? 0 : Math.min(random.nextInt(200), file.length - at);
        ByteBuffer result = ByteBuffer.allocate(file.length - skipped + length);
        return result.put(file, 0, at)
                .put(donor, from, length)
                .put(file, at + skipped, file.length - at - skipped)
                .array();
    }
}
