package xai4j.coalition.sampling;

import java.util.List;
import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;

/**
 * Draws coalitions of given sizes without replacement, the smaller of each pair of complements, in an order whose every beginning is spread
 * evenly over the sizes.
 */
public final class PairSampler {
    private final int players;
    private final SplittableRandom random;

    /** Prepares.
     *
     * @param random where draws come from; asked in a fixed order
     */
    public PairSampler(int players, SplittableRandom random) {
        this.players = players;
        this.random = random;
    }

    /** Draws: the smaller coalition of each pair, one per row. */
    public MaskBatch draw(List<Stratum> strata) {
        int rows = strata.stream().mapToInt(Stratum::count).sum();
        MaskBatch drawn = MaskBatch.empty(players, rows);
        int[] starts = new int[strata.size() + 1];
        for (int i = 0; i < strata.size(); i++) {
            Stratum stratum = strata.get(i);
            starts[i + 1] = starts[i] + stratum.count();
            if (2.0 * stratum.count() > stratum.population()) {
                enumerate(drawn, starts[i], stratum);
            } else {
                reject(drawn, starts[i], stratum);
            }
        }
        return interleaved(drawn, starts);
    }

    /**
     * Lists all pairs of a size and shuffles the wanted number to the front. Combinations with player 0 are listed first, so of two halves of
     * equal size the one with player 0 stands for both.
     */
    private void enumerate(MaskBatch drawn, int start, Stratum stratum) {
        int all = (int) stratum.population();
        MaskBatch list = MaskBatch.empty(players, all);
        int[] chosen = new int[stratum.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = i;
        }
        for (int row = 0; row < all; row++) {
            for (int player : chosen) {
                list.set(row, player, true);
            }
            Combinations.next(chosen, players);
        }
        int[] order = new int[all];
        for (int i = 0; i < all; i++) {
            order[i] = i;
        }
        for (int i = 0; i < stratum.count(); i++) {
            int other = i + random.nextInt(all - i);
            int row = order[other];
            order[other] = order[i];
            drawn.setRow(start + i, list, row);
        }
    }

    private void reject(MaskBatch drawn, int start, Stratum stratum) {
        RowSet seen = new RowSet(drawn, stratum.count());
        for (int row = start; row < start + stratum.count(); row++) {
            do {
                subset(drawn, row, stratum.size());
            } while (!seen.add(row));
        }
    }

    /** A random subset of a size ; of two halves of equal size the one with player 0. */
    private void subset(MaskBatch drawn, int row, int size) {
        Combinations.subset(drawn, row, size, random);
        if (2 * size == players && !drawn.present(row, 0)) {
            drawn.setComplement(row, drawn, row);
        }
    }

    private MaskBatch interleaved(MaskBatch drawn, int[] starts) {
        MaskBatch ordered = MaskBatch.empty(players, drawn.rows());
        int[] taken = new int[starts.length - 1];
        for (int row = 0; row < drawn.rows(); row++) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int s = 0; s < taken.length; s++) {
                int count = starts[s + 1] - starts[s];
                double reached = taken[s] < count ? (taken[s] + 0.5) / count : Double.POSITIVE_INFINITY;
                if (reached < least) {
                    least = reached;
                    best = s;
                }
            }
            ordered.setRow(row, drawn, starts[best] + taken[best]++);
        }
        return ordered;
    }
}
