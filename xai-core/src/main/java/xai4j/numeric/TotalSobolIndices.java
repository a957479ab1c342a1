package xai4j.numeric;

import java.util.Arrays;

/**
 * How much of a function's variance each of its arguments takes part in, alone or with others: Sobol's total indices of a function on the unit cube, by Jansen's
 * estimator (1999; Saltelli et al. 2010, table 2 f).
 *
 * <p>First the {@linkplain #points() points} at which the function must be known, then {@link #of(double[])} what it said there. The points are two Latin
 * hypercubes; the same seed draws the same.
 */
public final class TotalSobolIndices {
    private final int arguments;
    private final int designs;
    private final double[][] points;

    /**
     * Draws the points.
     *
     * @param arguments of the function, at least 1
     * @param designs how many pairs of points are compared, at least 2; the function is asked {@code designs · (arguments + 2)} times
     */
    public TotalSobolIndices(int arguments, int designs, long seed) {
        if (arguments < 1 || designs < 2) {
            throw new IllegalArgumentException(arguments + " arguments and " + designs + " designs are too few");
        }
        this.arguments = arguments;
        this.designs = designs;
        this.points = drawn(seed);
    }

    private double[][] drawn(long seed) {
        double[][] all = new double[designs * (arguments + 2)][arguments];
        for (int d = 0; d < arguments; d++) {
            for (int half = 0; half < 2; half++) {
                CounterRandom random = new CounterRandom(seed, 2 * d + half);
                int[] order = random.permutation(designs);
                for (int i = 0; i < designs; i++) {
                    all[half * designs + i][d] = (order[i] + random.uniform(designs + i)) / designs;
                }
            }
        }
        for (int d = 0; d < arguments; d++) {
            for (int i = 0; i < designs; i++) {
                double[] mixed = all[(2 + d) * designs + i];
                System.arraycopy(all[i], 0, mixed, 0, arguments);
                mixed[d] = all[designs + i][d];
            }
        }
        return all;
    }

    /** Points of the unit cube, in the order in which their values are wanted. */
    public double[][] points() {
        return points.clone();
    }

    /**
     * The total index of each argument, from 0 on; where arguments act together their sum exceeds 1. All are zero where the function does not vary.
     *
     * @param values of the function, one per point
     */
    public double[] of(double... values) {
        if (values.length != points.length) {
            throw new IllegalArgumentException(values.length + " values of " + points.length + " points");
        }
        double variance = variance(Arrays.copyOf(values, 2 * designs));
        double[] indices = new double[arguments];
        for (int d = 0; d < arguments && variance > 0; d++) {
            double squares = 0;
            for (int i = 0; i < designs; i++) {
                double difference = values[i] - values[(2 + d) * designs + i];
                squares += difference * difference;
            }
            indices[d] = squares / (2 * designs) / variance;
        }
        return indices;
    }

    private static double variance(double... values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
