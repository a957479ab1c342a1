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

        /** A way to write masks piece by piece: written whole and handed out, unless a kind of masks knows a shorter way. */
        default Pieces pieces(int width, int height) {
            return new WrittenPieces(this, width * height);
        }

        /**
         * Starts sums of masks at zero: written out and added, unless a kind of masks knows a shorter way.
         *
         * @param groups sets of sums
         * @param factors sums in a set
         */
        default Sums sums(int groups, int factors, int width, int height) {
            return new WrittenSums(this, groups, factors, width, height);
        }
    }

    /** One mask after another, each written in pieces that fit a cache. Used by one thread at a time. */
    interface Pieces {
        /** Begins a mask. */
        void begin(int index);

        /**
         * Writes the next rows of the mask.
         *
         * @param piece whole rows, as many as it holds
         */
        void next(float[] piece);
    }

    /** Sets of sums of masks times factors. Used by one thread at a time. */
    interface Sums {
        /** Masks that may be added before the sums have to be read. */
        int capacity();

        /**
         * Adds a mask to the sums of some sets.
         *
         * @param index the mask's number
         * @param groups the sets
         * @param factors what it is multiplied by, one for each sum of a set
         */
        void add(int index, int[] groups, double... factors);

        /** Reads all sums, row by row, and starts at zero again. */
        void read(RowSums rows);
    }

    /** Takes rows of sums. */
    @FunctionalInterface
    interface RowSums {
        /**
         * A row, from the uppermost to the lowest.
         *
         * @param sums {@code [groups, factors, W]}, good until it returns, not to be changed
         */
        void take(int row, double[][][] sums);
    }
}
