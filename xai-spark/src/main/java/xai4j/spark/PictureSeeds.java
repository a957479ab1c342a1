package xai4j.spark;

/**
 * The seed of each picture's explanation: a function of the user's seed and the picture's bytes, so that it is the same on every partitioning, retry and
 * speculative copy of a task, and pictures do not share the accidents of one mask set.
 */
public final class PictureSeeds {
    private static final int HEX_DIGITS = 16;
    private static final int HEX = 16;
    private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
    private static final long MIX_2 = 0x94D049BB133111EBL;

    private PictureSeeds() {}

    /**
     * The seed of one picture.
     *
     * @param seed the user's
     * @param sha256 of the picture's bytes, in hexadecimal
     * @return a number that is not negative; the provenance of the explanation names it
     */
    public static long of(long seed, String sha256) {
        long mixed = seed ^ Long.parseUnsignedLong(sha256.substring(0, HEX_DIGITS), HEX);
        mixed = (mixed ^ (mixed >>> 30)) * MIX_1;
        mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
        return (mixed ^ (mixed >>> 31)) & Long.MAX_VALUE;
    }
}
