package xai4j.rise;

/** Masks with values in [0, 1] of an image's size, by number; safe for several threads. */
interface SoftMasks {
    /** The text form: where they come from. */
    String name();

    /** How many there are at most. */
    int limit();

    /** The masks for an image, once its size is known. */
    Sized sized(int width, int height, double probability, long seed);

    /** Masks of one size. */
    interface Sized {
        /** Writes one mask, row by row. */
        void write(int index, float[] mask);
    }
}
