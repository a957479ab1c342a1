package xai4j.anchors;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.coalition.mask.MaskBatch;

/**
 * A linear model of the margin by which a prediction holds, fitted to all samples by ridge regression: it says which regions an anchor should
 * have first, and about how many. What it says is a proposal only; samples decide.
 *
 * <p>Solved by conjugate gradients on the samples themselves, so that the work is in proportion to samples times regions.
 */
final class MarginModel {
    private static final int STEPS = 25;
    private static final double SMALLEST_RESIDUAL = 1e-6;

    private final AnchorSamples samples;
    private final double[] weights;
    private final double intercept;
    private final double spread;

    /** Fits. */
    MarginModel(AnchorSamples samples) {
        this.samples = samples;
        double[] shares = shares();
        double mean =
                IntStream.range(0, samples.size()).mapToDouble(samples::margin).sum() / samples.size();
        double[] centred = new double[samples.size()];
        Arrays.setAll(centred, row -> samples.margin(row) - mean);
        this.weights = solve(centred, shares);
        double shift = dot(weights, shares);
        this.intercept = mean - shift;
        double[] fitted = products(weights, shift);
        double squares = 0;
        for (int row = 0; row < centred.length; row++) {
            squares += Math.pow(centred[row] - fitted[row], 2);
        }
        this.spread = squares / samples.size();
    }

    /** The regions, those that hold the prediction most first; of equal ones the first. */
    List<Integer> order() {
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(region -> -weights[region]))
                .toList();
    }

    /** Mean margin over its standard deviation when some regions are kept and the others tossed for. */
    double certainty(boolean[] kept) {
        double mean = intercept;
        double variance = spread;
        for (int region = 0; region < kept.length; region++) {
            mean += kept[region] ? weights[region] : weights[region] / 2;
            variance += kept[region] ? 0 : weights[region] * weights[region] / 4;
        }
        return mean / Math.sqrt(Math.max(Double.MIN_NORMAL, variance));
    }

    /** In what share of the samples each region was kept. */
    private double[] shares() {
        double[] ones = new double[samples.size()];
        Arrays.fill(ones, 1.0 / samples.size());
        return sums(ones);
    }

    /** Minimises {@code |y − (Z − 1 s̄ᵀ) w|² + λ|w|²}; the penalty is that of one sample per region. */
    private double[] solve(double[] centred, double[] shares) {
        double[] solution = new double[samples.players()];
        double[] rest = transposed(centred, shares);
        double[] direction = rest.clone();
        double squared = dot(rest, rest);
        double enough = squared * SMALLEST_RESIDUAL * SMALLEST_RESIDUAL;
        for (int step = 0; step < STEPS && squared > enough; step++) {
            double[] image = transposed(products(direction, dot(direction, shares)), shares);
            add(image, direction, 1);
            double length = squared / dot(direction, image);
            add(solution, direction, length);
            add(rest, image, -length);
            double next = dot(rest, rest);
            for (int i = 0; i < direction.length; i++) {
                direction[i] = rest[i] + next / squared * direction[i];
            }
            squared = next;
        }
        return solution;
    }

    /** {@code (Z − 1 s̄ᵀ)ᵀ r}. */
    private double[] transposed(double[] rows, double[] shares) {
        double[] result = sums(rows);
        add(result, shares, -Arrays.stream(rows).sum());
        return result;
    }

    private double[] sums(double[] rows) {
        double[] sums = new double[samples.players()];
        MaskBatch masks = samples.masks();
        for (int row = 0; row < rows.length; row++) {
            for (int word = 0; word < masks.words(); word++) {
                for (long rest = masks.word(row, word); rest != 0; rest &= rest - 1) {
                    sums[word * Long.SIZE + Long.numberOfTrailingZeros(rest)] += rows[row];
                }
            }
        }
        return sums;
    }

    /** {@code Z w − shift}. */
    private double[] products(double[] vector, double shift) {
        MaskBatch masks = samples.masks();
        double[] products = new double[samples.size()];
        for (int row = 0; row < products.length; row++) {
            double sum = -shift;
            for (int word = 0; word < masks.words(); word++) {
                for (long rest = masks.word(row, word); rest != 0; rest &= rest - 1) {
                    sum += vector[word * Long.SIZE + Long.numberOfTrailingZeros(rest)];
                }
            }
            products[row] = sum;
        }
        return products;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] sum, double[] summand, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * summand[i];
        }
    }
}
