package xai4j.coalition.soft;

import java.util.Arrays;
import xai4j.numeric.StudentT;

/**
 * How sums over equally large groups of masks vary from group to group, per pixel: of masks m, of scores s, and of their products.
 *
 * <p>The map is a mean of {@code (s − s̄) m}, whose spread is that of {@code (s − s̄)(m − m̄)} (delta method). Both means are known at the end
 * only, so second moments of {@code Σ s m}, {@code Σ s} and {@code Σ m} are kept; scores are counted from that of the whole image and masks from
 * their probability, so that no digits are lost. Loops have few arrays each, since only such are compiled to vector instructions.
 */
final class GroupMoments {
    private static final int MEANS = 3;

    private final int size;
    private final double probability;
    private final double[] original;
    private final double[][] mask;
    private final double[][] maskMask;
    private final double[][][] product;
    private final double[][][] productProduct;
    private final double[][][] productMask;
    private final double[][][] productScore;
    private final double[][][] maskScore;
    private final double[] score;
    private final double[] scoreScore;
    /** A row of a group, counted from what is expected. */
    private final double[] masks;

    private final double[] scored;
    private int groups;

    GroupMoments(int width, int height, int size, double probability, double[] original) {
        int targets = original.length;
        this.size = size;
        this.probability = probability;
        this.original = original;
        this.mask = new double[height][width];
        this.maskMask = new double[height][width];
        this.product = new double[targets][height][width];
        this.productProduct = new double[targets][height][width];
        this.productMask = new double[targets][height][width];
        this.productScore = new double[targets][height][width];
        this.maskScore = new double[targets][height][width];
        this.score = new double[targets];
        this.scoreScore = new double[targets];
        this.masks = new double[width];
        this.scored = new double[width];
    }

    /**
     * Adds a group, but for its sums, which follow row by row.
     *
     * @param scores sums of scores per target
     */
    void add(double[] scores) {
        groups++;
        for (int t = 0; t < scores.length; t++) {
            double s = fromOriginal(t, scores[t]);
            score[t] += s;
            scoreScore[t] += s * s;
        }
    }

    /** A group's sum of scores, counted from that of the whole image. */
    private double fromOriginal(int target, double scores) {
        return scores - size * original[target];
    }

    /**
     * Adds a row of a group's sums.
     *
     * @param scores the group's sums of scores per target
     * @param sums rows of the group's sums of masks, and behind it of masks times scores per target
     */
    void addRow(int y, double[] scores, double[][] sums) {
        subtract(sums[0], size * probability, masks);
        addWithSquare(masks, mask[y], maskMask[y]);
        for (int t = 0; t < scores.length; t++) {
            double s = fromOriginal(t, scores[t]);
            subtract(sums[1 + t], original[t], sums[0], probability * s, scored);
            addProducts(t, y, s);
        }
    }

    private void addProducts(int t, int y, double s) {
        addWithSquare(scored, product[t][y], productProduct[t][y]);
        addProduct(scored, masks, productMask[t][y]);
        addTimes(s, scored, productScore[t][y]);
        addTimes(s, masks, maskScore[t][y]);
    }

    private static void subtract(double[] values, double mean, double[] rest) {
        for (int x = 0; x < rest.length; x++) {
            rest[x] = values[x] - mean;
        }
    }

    private static void subtract(double[] values, double factor, double[] others, double mean, double[] rest) {
        for (int x = 0; x < rest.length; x++) {
            rest[x] = values[x] - factor * others[x] - mean;
        }
    }

    private static void addWithSquare(double[] values, double[] sums, double[] squares) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += values[x];
            squares[x] += values[x] * values[x];
        }
    }

    private static void addProduct(double[] values, double[] others, double[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += values[x] * others[x];
        }
    }

    private static void addTimes(double factor, double[] values, double[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += factor * values[x];
        }
    }

    /** Writes a row of the sum of the masks of all groups. */
    void masks(int y, double[] row) {
        subtract(mask[y], -(double) groups * size * probability, row);
    }

    /** Writes a row of the sum of the masks of all groups times their scores. */
    void scored(int target, int y, double[] row) {
        masks(y, masks);
        subtract(product[target][y], -original[target], masks, -probability * score[target], row);
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
        double[] errors = new double[means.length];
        if (!hasErrors()) {
            Arrays.fill(errors, Double.NaN);
            return errors;
        }
        double freedom = groups - (double) MEANS;
        double scale = StudentT.inflation(freedom)
                / (size * probability * Math.sqrt((double) count / size) * Math.sqrt(freedom));
        double ofMask = centred ? original[target] - mean : original[target];
        int p = 0;
        for (int y = 0; y < mask.length; y++) {
            for (int x = 0; x < mask[y].length; x++) {
                double ofScore = centred ? probability - means[p] : probability;
                errors[p++] = scale * Math.sqrt(Math.max(0, squares(target, y, x, ofScore, ofMask)));
            }
        }
        return errors;
    }

    /** Sum of squares, about the mean, of {@code Σ s m + a Σ s + b Σ m} over groups. */
    private double squares(int t, int y, int x, double a, double b) {
        double products = product[t][y][x];
        double masks = mask[y][x];
        double own = productProduct[t][y][x] - products * products / groups;
        double ofScores = scoreScore[t] - score[t] * score[t] / groups;
        double ofMasks = maskMask[y][x] - masks * masks / groups;
        double withScores = productScore[t][y][x] - products * score[t] / groups;
        double withMasks = productMask[t][y][x] - products * masks / groups;
        double between = maskScore[t][y][x] - masks * score[t] / groups;
        return own + a * a * ofScores + b * b * ofMasks + 2 * (a * withScores + b * withMasks + a * b * between);
    }
}
