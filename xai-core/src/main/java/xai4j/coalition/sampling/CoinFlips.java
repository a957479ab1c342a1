package xai4j.coalition.sampling;

import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;

/**
 * Coalitions by a coin flip per player, and how many independent coin flips per player a coalition stands for that was drawn otherwise: where coalitions are spread evenly within each size, those of a
 * size share out what coin flips would have brought of it (post-stratification). So sums over them have the same expectation.
 */
public final class CoinFlips {
    private static final double FAIR = 0.5;

    private CoinFlips() {}

    /**
     * Draws by coin flips; the same seed gives the same first rows, however many are drawn.
     *
     * @param probability of each player's presence
     */
    public static MaskBatch draw(int players, int rows, double probability, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MaskBatch masks = MaskBatch.empty(players, rows);
        for (int row = 0; row < rows; row++) {
            for (int word = 0; word < masks.words(); word++) {
                masks.setWord(row, word, probability == FAIR ? random.nextLong() : bits(probability, random));
            }
        }
        return masks;
    }

    private static long bits(double probability, SplittableRandom random) {
        long bits = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            bits = bits << 1 | (random.nextDouble() < probability ? 1 : 0);
        }
        return bits;
    }

    /**
     * What the coalitions of each size stand for.
     *
     * @param masks coalitions; those of one size are a draw, without preference, from all of that size
     * @param probability of each player's presence in a coin flip
     * @param draws how many coin flips all of them stand for; sizes of which there is none leave their part to the others
     * @return one number per size {@code 0…M}; zero where there is none
     */
    public static double[] weights(MaskBatch masks, double probability, double draws) {
        int players = masks.players();
        int[] counts = new int[players + 1];
        for (int row = 0; row < masks.rows(); row++) {
            counts[masks.size(row)]++;
        }
        double[] logarithms = binomial(players, probability);
        double seen = 0;
        double[] weights = new double[players + 1];
        for (int size = 0; size <= players; size++) {
            if (counts[size] > 0) {
                double part = Math.exp(logarithms[size]);
                seen += part;
                weights[size] = part / counts[size];
            }
        }
        for (int size = 0; size <= players; size++) {
            weights[size] *= draws / seen;
        }
        return weights;
    }

    /** Logarithms of the probabilities of the sizes of a coin flip. */
    private static double[] binomial(int players, double probability) {
        double[] logarithms = new double[players + 1];
        double combinations = 0;
        for (int size = 0; size <= players; size++) {
            double present = size == 0 ? 0 : size * Math.log(probability);
            double absent = size == players ? 0 : (players - size) * Math.log1p(-probability);
            logarithms[size] = combinations + present + absent;
            combinations += Math.log((double) (players - size) / (size + 1));
        }
        return logarithms;
    }
}
