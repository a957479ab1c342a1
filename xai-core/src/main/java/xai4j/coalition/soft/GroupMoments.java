package xai4j.coalition.soft;

import java.util.Arrays;
import xai4j.numeric.StudentT;

/**
 * How sums over equally large groups of masks vary from group to group, per pixel: of masks m, of scores s, and of their products.
 *
 * <p>The map is a mean of {@code (s − s̄) m}, whose spread is that of {@code (s − s̄)(m − m̄)} (delta method). Both means are known at the end
 * only, so second moments of {@code Σ s m}, {@code Σ s} and {@code Σ m} are kept; scores are counted from that of the whole image and masks from
 * their probability, so that no digits are lost.
 */
final class GroupMoments {
    private static final int MEANS = 3;

    private final int size;
    private final double probability;
    private final double[] original;
    private final double[] mask;
    private final double[] maskMask;
    private final double[][] product;
    private final double[][] productProduct;
    private final double[][] productMask;
    private final double[][] productScore;
    private final double[][] maskScore;
    private final double[] score;
    private final double[] scoreScore;
    private int groups;

    GroupMoments(int area, int size, double probability, double[] original) {
        int targets = original.length;
        this.size = size;
        this.probability = probability;
        this.original = original;
        this.mask = new double[area];
        this.maskMask = new double[area];
        this.product = new double[targets][area];
        this.productProduct = new double[targets][area];
        this.productMask = new double[targets][area];
        this.productScore = new double[targets][area];
        this.maskScore = new double[targets][area];
        this.score = new double[targets];
        this.scoreScore = new double[targets];
    }

    /**
     * Adds a group.
     *
     * @param masks sums of masks
     * @param scored sums of masks times scores, per target
     * @param scores sums of scores per target
     */
    void add(double[] masks, double[][] scored, double[] scores) {
        groups++;
        addMasks(masks);
        for (int t = 0; t < scores.length; t++) {
            double s = scores[t] - size * original[t];
            score[t] += s;
            scoreScore[t] += s * s;
            addProducts(t, s, masks, scored[t]);
        }
    }

    private void addMasks(double[] masks) {
        for (int p = 0; p < mask.length; p++) {
            double m = masks[p] - size * probability;
            mask[p] += m;
            maskMask[p] += m * m;
        }
    }

    private void addProducts(int t, double s, double[] masks, double[] scored) {
        double[] products = product[t];
        double[] squares = productProduct[t];
        double[] withMask = productMask[t];
        double[] withScore = productScore[t];
        double[] between = maskScore[t];
        double mean = size * probability;
        double ofMask = original[t];
        double ofScore = probability * s;
        for (int p = 0; p < products.length; p++) {
            double m = masks[p] - mean;
            double sm = scored[p] - ofMask * masks[p] - ofScore;
            products[p] += sm;
            squares[p] += sm * sm;
            withMask[p] += sm * m;
            withScore[p] += sm * s;
            between[p] += m * s;
        }
    }

    /** Whether there are standard errors: groups beyond the three means, of products, scores and masks, that were taken from them. */
    boolean hasErrors() {
        return groups > MEANS;
    }

    /**
     * Standard errors of {@code Σ (s − s̄) m / (N p)}, or of {@code Σ s m / (N p)}, enlarged by Student's quantile: ± 1.96 of them are the 95 %
     * interval.
     *
     * @param means mean of the masks per pixel
     * @param mean mean score of the target
     * @param count number of masks N, which may be a few more than those of all groups
     */
    double[] standardErrors(int target, double[] means, double mean, boolean centred, int count) {
        double[] errors = new double[mask.length];
        if (!hasErrors()) {
            Arrays.fill(errors, Double.NaN);
            return errors;
        }
        double freedom = groups - (double) MEANS;
        double scale = StudentT.inflation(freedom)
                / (size * probability * Math.sqrt((double) count / size) * Math.sqrt(freedom));
        for (int p = 0; p < errors.length; p++) {
            double ofScore = centred ? probability - means[p] : probability;
            double ofMask = centred ? original[target] - mean : original[target];
            errors[p] = scale * Math.sqrt(Math.max(0, squares(target, p, ofScore, ofMask)));
        }
        return errors;
    }

    /** Sum of squares, about the mean, of {@code Σ s m + a Σ s + b Σ m} over groups. */
    private double squares(int t, int p, double a, double b) {
        double own = productProduct[t][p] - product[t][p] * product[t][p] / groups;
        double ofScores = scoreScore[t] - score[t] * score[t] / groups;
        double ofMasks = maskMask[p] - mask[p] * mask[p] / groups;
        double withScores = productScore[t][p] - product[t][p] * score[t] / groups;
        double withMasks = productMask[t][p] - product[t][p] * mask[p] / groups;
        double between = maskScore[t][p] - mask[p] * score[t] / groups;
        return own + a * a * ofScores + b * b * ofMasks + 2 * (a * withScores + b * withMasks + a * b * between);
    }
}
