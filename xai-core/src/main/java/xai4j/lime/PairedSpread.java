package xai4j.lime;

import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.sampling.CoalitionPairs;

/**
 * {@code Σ ψ ψᵀ} where coalitions are drawn in pairs of complements and a pair's influence ψ on the fit is that of both together. With e, ē the weighted
 * residuals of a coalition z and its complement, and m the means of presence, {@code ψ = e (z − m) + ē (1 − z − m) = d z + a 1 − b m}, where {@code d = e − ē},
 * {@code a = ē} and {@code b = e + ē}. What a pair shares, such as interactions of two regions, cancels in it.
 */
final class PairedSpread {
    private final MaskBatch smaller;
    private final double[] errors;
    private final double[] means;

    /**
     * Prepares.
     *
     * @param masks the whole image, the empty one, then pairs
     * @param errors weighted residuals, one per row
     * @param means weighted means of presence
     */
    PairedSpread(MaskBatch masks, double[] errors, double[] means) {
        this.errors = errors;
        this.means = means;
        int pairs = Math.max(0, (masks.rows() - CoalitionPairs.ENDS) / 2);
        this.smaller = MaskBatch.empty(masks.players(), pairs);
        for (int pair = 0; pair < pairs; pair++) {
            smaller.setRow(pair, masks, CoalitionPairs.ENDS + 2 * pair);
        }
    }

    /**
     * How much each pair pulls the fit towards itself, for both of its rows: the sum of the leverages of both, since they lie opposite each other about the
     * middle.
     */
    static double[] ofPairs(double[] leverages) {
        double[] sums = leverages.clone();
        for (int row = CoalitionPairs.ENDS; row + 1 < sums.length; row += 2) {
            sums[row] += sums[row + 1];
            sums[row + 1] = sums[row];
        }
        return sums;
    }

    /** The sum, {@code [M, M]}. */
    double[] gram() {
        int pairs = smaller.rows();
        int players = smaller.players();
        double[] squares = new double[pairs];
        double[] presentA = new double[players];
        double[] presentB = new double[players];
        double sumAa = 0;
        double sumAb = 0;
        double sumBb = 0;
        for (int pair = 0; pair < pairs; pair++) {
            double a = errors[CoalitionPairs.ENDS + 2 * pair + 1];
            double b = errors[CoalitionPairs.ENDS + 2 * pair] + a;
            double d = b - 2 * a;
            squares[pair] = d * d;
            sumAa += a * a;
            sumAb += a * b;
            sumBb += b * b;
            for (int player : smaller.members(pair)) {
                presentA[player] += d * a;
                presentB[player] += d * b;
            }
        }
        double[] gram = RowGram.of(smaller, squares);
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                gram[i * players + j] += presentA[i]
                        + presentA[j]
                        - presentB[i] * means[j]
                        - presentB[j] * means[i]
                        + sumAa
                        - sumAb * (means[i] + means[j])
                        + sumBb * means[i] * means[j];
            }
        }
        return gram;
    }
}
