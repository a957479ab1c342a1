package xai4j.coalition.sampling;

import java.util.List;
import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;

/**
 * Pairs of a coalition and its complement, drawn without replacement and spread evenly within each size. The same seed, number and shares give the same pairs,
 * whichever method draws them.
 *
 * @param strata how many were drawn of each size
 * @param smaller the smaller coalition of each pair, in an order whose every beginning is spread evenly over the sizes
 */
public record CoalitionPairs(List<Stratum> strata, MaskBatch smaller) {
    /** Coalitions before the first pair of {@link #withEnds}, which are never left to chance. */
    public static final int ENDS = 2;

    /** Copies the list. */
    public CoalitionPairs {
        strata = List.copyOf(strata);
    }

    /**
     * Draws.
     *
     * @param pairs number of pairs, at most as many as there are
     */
    public static CoalitionPairs draw(int players, long pairs, Strata.Shares shares, long seed) {
        return draw(players, pairs, shares, new SplittableRandom(seed));
    }

    /** The same from a source of random numbers. */
    public static CoalitionPairs draw(int players, long pairs, Strata.Shares shares, SplittableRandom random) {
        List<Stratum> strata = Strata.share(players, pairs, shares, random.nextDouble());
        return new CoalitionPairs(strata, new PairSampler(players, random).draw(strata));
    }

    /** Every coalition followed by its complement. */
    public static MaskBatch withComplements(MaskBatch smaller) {
        MaskBatch both = MaskBatch.empty(smaller.players(), 2 * smaller.rows());
        for (int row = 0; row < smaller.rows(); row++) {
            both.setRow(2 * row, smaller, row);
            both.setComplement(2 * row + 1, smaller, row);
        }
        return both;
    }

    /**
     * The whole, nothing, and then as many leverage pairs as a number of samples has, at most all there are.
     *
     * @param samples coalitions in pairs, beside the first two
     */
    public static MaskBatch withEnds(int players, long samples, long seed) {
        double most = Math.pow(2, players) - 2;
        long pairs = (long) Math.min((double) samples, most) / 2;
        MaskBatch both = withComplements(
                draw(players, pairs, Strata.Shares.LEVERAGE, seed).smaller());
        MaskBatch masks = MaskBatch.empty(players, both.rows() + ENDS);
        masks.fill(0);
        for (int row = 0; row < both.rows(); row++) {
            masks.setRow(row + ENDS, both, row);
        }
        return masks;
    }
}
