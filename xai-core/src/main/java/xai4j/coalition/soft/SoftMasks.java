package xai4j.coalition.soft;

/**
 * A family of masks with values in [0, 1], by number: what RISE looks through. A user's own is one class.
 *
 * <p>Safe for several threads; the same number gives the same mask, whatever was asked before.
 */
public interface SoftMasks {
    /** The text form, for the provenance: a name that says where the masks come from, never that of a lambda's class. */
    String name();

    /** How many there are at most; {@link Integer#MAX_VALUE} where they are drawn. */
    int limit();

    /**
     * The masks for an image, once its size is known.
     *
     * @param width columns of the model's input
     * @param height rows of the model's input
     * @param probability wanted mean of the masks
     * @param seed seed of everything that is drawn
     * @throws IllegalArgumentException if there are none of this size
     */
    Sized sized(int width, int height, double probability, long seed);

    /** Masks of one size. */
    @FunctionalInterface
    interface Sized {
        /**
         * Writes a mask.
         *
         * @param index its number, from 0
         * @param mask its values, row by row, {@code [H · W]}
         */
        void write(int index, float[] mask);

        /**
         * Starts sums of masks at zero: written out and added, unless a kind of masks knows a shorter way.
         *
         * @param count number of sums
         * @param area {@code H · W}
         */
        default Sums sums(int count, int area) {
            return new WrittenSums(this, count, area);
        }
    }

    /** Some sums of masks times factors. Used by one thread at a time. */
    interface Sums {
        /**
         * Adds a mask to each of the sums.
         *
         * @param index the mask's number
         * @param factors what it is multiplied by, one for each sum
         */
        void add(int index, double... factors);

        /** Writes one of the sums to numbers {@code [H · W]}, and starts it at zero again. */
        void moveTo(int which, double[] sums);
    }
}
