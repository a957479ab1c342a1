package xai4j.lime;

/** How far a coalition of k out of M regions is from the whole image. */
public enum Distance {
    /** {@code 1 − √(k/M)}, the cosine distance between the coalition's bits and all ones; 1 for the empty coalition. */
    COSINE {
        @Override
        double of(int present, int players) {
            return present == 0 ? 1 : 1 - Math.sqrt((double) present / players);
        }
    },
    /** {@code √(M − k)}. */
    EUCLIDEAN {
        @Override
        double of(int present, int players) {
            return Math.sqrt((double) players - present);
        }
    },
    /** {@code (M − k)/M}. */
    HAMMING {
        @Override
        double of(int present, int players) {
            return (double) (players - present) / players;
        }
    };

    abstract double of(int present, int players);

    /** {@code √exp(−d²/width²)} for every size {@code 0…M}: the original's exponential kernel. */
    double[] kernel(int players, double width) {
        double[] weights = new double[players + 1];
        for (int size = 0; size <= players; size++) {
            double d = of(size, players);
            weights[size] = Math.sqrt(Math.exp(-(d * d) / (width * width)));
        }
        return weights;
    }
}
