package xai4j.rise;

import java.util.Arrays;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.CoalitionPairs;
import xai4j.coalition.sampling.CoinFlips;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.explain.Diagnostics;
import xai4j.numeric.StudentT;

/**
 * RISE with masks of whole regions: {@code S_i = 1/(N p) Σ (f − f̄) z_i} over coalitions z, the regions being present with probability p each.
 *
 * @param samples coalitions to ask about
 * @param probability p
 * @param centred whether the mean score f̄ is subtracted
 * @param sampling how coalitions are drawn
 * @param seed seed of the draws
 */
record RegionMasks(int samples, double probability, boolean centred, MaskSampling sampling, long seed) {
    /** Parameters that are taken from the scores before their spread is looked at. */
    private static final int MEANS = 2;

    private static final int MOST_ENUMERABLE = 20;

    /**
     * Plays and sums up.
     *
     * @param affordable coalitions that may be asked about
     * @param targets number of targets T
     * @throws IllegalArgumentException if the budget ends before two masks are scored
     */
    Estimate estimate(Game game, long affordable, int targets) {
        int rows = (int) Math.min(samples, affordable);
        boolean everything = game.players() <= MOST_ENUMERABLE && 1L << game.players() <= rows;
        MaskBatch masks = masks(game.players(), rows, everything);
        double[] scores = game.evaluate(masks);
        int scored = scores.length / targets;
        if (scored < 2) {
            throw new IllegalArgumentException("the budget is too small for RISE: fewer than two masks were scored");
        }
        boolean complete = everything && scored == masks.rows();
        return summed(masks.slice(0, scored), scores, targets, complete);
    }

    private boolean isPaired() {
        return sampling == MaskSampling.LEVERAGE_PAIRS;
    }

    private MaskBatch masks(int players, int rows, boolean everything) {
        if (everything) {
            return MaskBatch.all(players);
        }
        return isPaired() && players > 1
                ? CoalitionPairs.withEnds(players, rows, seed)
                : CoinFlips.draw(players, rows, probability, seed);
    }

    private Estimate summed(MaskBatch masks, double[] scores, int targets, boolean complete) {
        double[] weights = new double[masks.players() + 1];
        Arrays.fill(weights, 1);
        if (isPaired() || complete) {
            weights = CoinFlips.weights(masks, probability, masks.rows());
        }
        double[][] values = new double[targets][];
        double[][] errors = new double[targets][masks.players()];
        double effective = 0;
        for (int t = 0; t < targets; t++) {
            Sums sums = new Sums(masks, weights, scores, t, targets);
            effective = sums.effective();
            values[t] = sums.values();
            if (!complete) {
                errors[t] = sums.standardErrors();
            }
        }
        Diagnostics diagnostics = Diagnostics.NONE.with("samples", masks.rows());
        if (isPaired() && !complete) {
            diagnostics = MaskSampling.describe(diagnostics, effective);
        }
        Estimate estimate = Estimate.of(values, errors, diagnostics);
        return estimate.with(diagnostics.with("relative-error", estimate.relativeError()));
    }

    /** Weighted sums of one target. */
    private final class Sums {
        private final MaskBatch masks;
        private final double[] weights;
        private final double[] scores;
        private double all;
        private double squares;
        private double mean;
        private final double[] present;
        private final double[] products;

        Sums(MaskBatch masks, double[] weightOfSize, double[] scores, int target, int targets) {
            int rows = masks.rows();
            this.masks = masks;
            this.weights = new double[rows];
            this.scores = new double[rows];
            this.present = new double[masks.players()];
            this.products = new double[masks.players()];
            for (int row = 0; row < rows; row++) {
                weights[row] = weightOfSize[masks.size(row)];
                this.scores[row] = scores[row * targets + target];
                all += weights[row];
                squares += weights[row] * weights[row];
                mean += weights[row] * this.scores[row];
            }
            mean /= all;
            for (int row = 0; row < rows; row++) {
                for (int player : masks.members(row)) {
                    present[player] += weights[row] / all;
                    products[player] += weights[row] / all * (this.scores[row] - (centred ? mean : 0));
                }
            }
        }

        double effective() {
            return all * all / squares;
        }

        double[] values() {
            return Arrays.stream(products).map(product -> product / probability).toArray();
        }

        /**
         * Of a mean of products of which both means were taken: {@code Σ w² ((f − f̄)(z − z̄) − S p)²}; of a pair of complements what both add together. Enlarged by
         * Student's quantile, so that ± 1.96 of them are the 95 % interval.
         */
        double[] standardErrors() {
            double[] sums = new double[masks.players()];
            int row = isPaired() ? CoalitionPairs.ENDS : 0;
            int step = isPaired() ? 2 : 1;
            for (; row + step <= masks.rows(); row += step) {
                for (int player = 0; player < sums.length; player++) {
                    double influence = influence(row, player) + (step == 2 ? influence(row + 1, player) : 0);
                    sums[player] += influence * influence;
                }
            }
            double freedom = Math.max(1, effective() / step - MEANS);
            double scale = StudentT.inflation(freedom) * Math.sqrt((freedom + MEANS) / freedom) / (all * probability);
            return Arrays.stream(sums).map(sum -> scale * Math.sqrt(sum)).toArray();
        }

        private double influence(int row, int player) {
            double z = masks.present(row, player) ? 1 : 0;
            double product = centred ? (scores[row] - mean) * (z - present[player]) : scores[row] * z;
            return weights[row] * (product - products[player]);
        }
    }
}
