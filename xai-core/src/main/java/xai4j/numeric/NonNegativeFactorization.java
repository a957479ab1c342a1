package xai4j.numeric;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of numbers that are not negative, each told as a sum of few parts, none of which takes away: {@code A ≈ U W}, with {@code U} and {@code W} not
 * negative, the squared error as small as it gets.
 *
 * <p>The parts set out from rows that are as unlike each other as possible (successive projection, Gillis and Vavasis 2014, which is exact where every part
 * occurs alone) and are improved by hierarchical alternating least squares (Cichocki and Phan 2009), in which no sweep makes the error larger. Nothing is drawn, so
 * that the bits are the same every time.
 */
public final class NonNegativeFactorization {
    private static final int MOST_SWEEPS = 200;
    private static final double STEADY = 1e-7;
    private static final double TINY = 1e-12;

    private final double[][] coefficients;
    private final double[][] parts;
    private final double[][] gram;
    private final double squares;
    private final List<Double> errors;

    private NonNegativeFactorization(double[][] coefficients, double[][] parts, double squares, List<Double> errors) {
        this.coefficients = coefficients;
        this.parts = parts;
        this.gram = gram(parts);
        this.squares = squares;
        this.errors = errors;
    }

    /**
     * Factorises.
     *
     * @param rows {@code A}, n rows of one length p; at least one
     * @param count how many parts at most; there are fewer where fewer tell everything
     * @throws IllegalArgumentException if a number is negative or not finite, or there is no row or no part to find
     */
    public static NonNegativeFactorization of(float[][] rows, int count) {
        if (rows.length == 0 || count < 1) {
            throw new IllegalArgumentException("no " + count + " parts of " + rows.length + " rows");
        }
        double squares = 0;
        for (float[] row : rows) {
            for (float value : row) {
                if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException(value + " is no number from 0 on");
                }
                squares += (double) value * value;
            }
        }
        double[][] parts = farApart(rows, count);
        double[][] coefficients = new double[rows.length][parts.length];
        List<Double> errors = new ArrayList<>();
        errors.add(squares);
        settle(coefficients, products(rows, parts), gram(parts));
        for (int sweep = 0; sweep < MOST_SWEEPS && parts.length > 0; sweep++) {
            sweep(coefficients, products(rows, parts), gram(parts));
            improve(parts, coefficients, rows);
            errors.add(error(rows, coefficients, parts));
            double before = errors.get(errors.size() - 2);
            if (before - errors.get(errors.size() - 1) <= STEADY * squares) {
                break;
            }
        }
        normalise(parts, coefficients);
        return new NonNegativeFactorization(coefficients, parts, squares, List.copyOf(errors));
    }

    /** {@code U}, n rows of as many numbers as there are parts. */
    public double[][] coefficients() {
        return coefficients.clone();
    }

    /** {@code W}, each part of length p and of Euclidean length one. */
    public double[][] parts() {
        return parts.clone();
    }

    /** The sum of squares that is left after each sweep; the first number is that of {@code A} itself. */
    public List<Double> errors() {
        return errors;
    }

    /** The share of {@code A}'s sum of squares that the parts tell, 0…1; 1 where all of {@code A} is zero. */
    public double explained() {
        return squares == 0 ? 1 : 1 - errors.get(errors.size() - 1) / squares;
    }

    /**
     * Another row told by the same parts, which stay as they are.
     *
     * @return its coefficients, one per part
     */
    public double[] coefficients(float[] row) {
        double[][] found = new double[1][parts.length];
        settle(found, new double[][] {products(row, parts)}, gram);
        return found[0];
    }

    /** The best coefficients for parts that stay as they are. */
    private static void settle(double[][] coefficients, double[][] products, double[][] gram) {
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            if (sweep(coefficients, products, gram) <= STEADY) {
                return;
            }
        }
    }

    /** Rows as unlike each other as possible: of what the chosen ones leave over, the longest next. */
    private static double[][] farApart(float[][] rows, int count) {
        double[][] left = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            left[i] = shares(rows[i]);
        }
        List<double[]> chosen = new ArrayList<>();
        for (int k = 0; k < Math.min(count, Math.min(rows.length, rows[0].length)); k++) {
            int longest = 0;
            for (int i = 1; i < left.length; i++) {
                longest = dot(left[i], left[i]) > dot(left[longest], left[longest]) ? i : longest;
            }
            double[] direction = left[longest].clone();
            double length = dot(direction, direction);
            if (length <= TINY) {
                break;
            }
            chosen.add(shares(rows[longest]));
            for (double[] row : left) {
                double along = dot(row, direction) / length;
                for (int d = 0; d < row.length; d++) {
                    row[d] -= along * direction[d];
                }
            }
        }
        return chosen.toArray(double[][]::new);
    }

    /** A row whose numbers add up to one, so that bright rows are not chosen for their brightness. */
    private static double[] shares(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += value;
        }
        double[] shares = new double[row.length];
        for (int d = 0; d < row.length && sum > 0; d++) {
            shares[d] = row[d] / sum;
        }
        return shares;
    }

    private static double[][] products(float[][] rows, double[][] parts) {
        double[][] products = new double[rows.length][];
        Parallel.bands(rows.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                products[i] = products(rows[i], parts);
            }
        });
        return products;
    }

    private static double[] products(float[] row, double[][] parts) {
        double[] products = new double[parts.length];
        for (int k = 0; k < parts.length; k++) {
            products[k] = dot(row, parts[k]);
        }
        return products;
    }

    private static double[][] gram(double[][] parts) {
        double[][] gram = new double[parts.length][parts.length];
        for (int k = 0; k < parts.length; k++) {
            for (int l = 0; l < parts.length; l++) {
                gram[k][l] = dot(parts[k], parts[l]);
            }
        }
        return gram;
    }

    /**
     * Once over all coefficients, each set to the best that is not negative while the others stay.
     *
     * @return the largest change, as a share of the largest coefficient
     */
    private static double sweep(double[][] coefficients, double[][] products, double[][] gram) {
        double change = 0;
        double largest = TINY;
        for (int i = 0; i < coefficients.length; i++) {
            double[] own = coefficients[i];
            for (int k = 0; k < own.length; k++) {
                if (gram[k][k] > TINY) {
                    double best = Math.max(0, own[k] + (products[i][k] - dot(own, gram[k])) / gram[k][k]);
                    change = Math.max(change, Math.abs(best - own[k]));
                    own[k] = best;
                    largest = Math.max(largest, best);
                }
            }
        }
        return change / largest;
    }

    /** Once over all parts: a sweep of the transposed problem. */
    private static void improve(double[][] parts, double[][] coefficients, float[][] rows) {
        int count = parts.length;
        double[][] gram = new double[count][count];
        for (double[] own : coefficients) {
            for (int k = 0; k < count; k++) {
                for (int l = 0; l < count; l++) {
                    gram[k][l] += own[k] * own[l];
                }
            }
        }
        double[][] columns = new double[rows[0].length][count];
        double[][] products = new double[rows[0].length][count];
        Parallel.bands(columns.length, (from, to) -> {
            for (int i = 0; i < rows.length; i++) {
                for (int k = 0; k < count; k++) {
                    double own = coefficients[i][k];
                    for (int d = from; d < to && own != 0; d++) {
                        products[d][k] += own * rows[i][d];
                    }
                }
            }
        });
        for (int d = 0; d < columns.length; d++) {
            for (int k = 0; k < count; k++) {
                columns[d][k] = parts[k][d];
            }
        }
        sweep(columns, products, gram);
        for (int d = 0; d < columns.length; d++) {
            for (int k = 0; k < count; k++) {
                parts[k][d] = columns[d][k];
            }
        }
    }

    private static double error(float[][] rows, double[][] coefficients, double[][] parts) {
        double[] errors = new double[rows.length];
        Parallel.bands(rows.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int d = 0; d < rows[i].length; d++) {
                    double left = rows[i][d];
                    for (int k = 0; k < parts.length; k++) {
                        left -= coefficients[i][k] * parts[k][d];
                    }
                    errors[i] += left * left;
                }
            }
        });
        double sum = 0;
        for (double error : errors) {
            sum += error;
        }
        return sum;
    }

    private static void normalise(double[][] parts, double[][] coefficients) {
        for (int k = 0; k < parts.length; k++) {
            double length = Math.sqrt(dot(parts[k], parts[k]));
            for (int d = 0; d < parts[k].length && length > 0; d++) {
                parts[k][d] /= length;
            }
            for (double[] own : coefficients) {
                own[k] *= length;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
