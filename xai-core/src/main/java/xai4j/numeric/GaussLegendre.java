package xai4j.numeric;

import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature over [0, 1]: n nodes, exact for polynomials up to degree 2n − 1. */
public final class GaussLegendre {
    private static final int NEWTON_STEPS = 100;
    private static final double SMALLEST_STEP = 1e-16;

    private final double[] nodes;
    private final double[] weights;

    /**
     * Finds the roots of the Legendre polynomial by Newton's method from Chebyshev's; the work grows with n².
     *
     * @param n number of nodes
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public GaussLegendre(int n) {
        this(n, Cancellation::check);
    }

    /**
     * The same with a look at something between two nodes, which ends the work by an exception.
     *
     * @param n number of nodes
     * @param between what is looked at
     */
    public GaussLegendre(int n, Runnable between) {
        this.nodes = new double[n];
        this.weights = new double[n];
        for (int i = 0; i < n; i++) {
            between.run();
            double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 1;
            for (int step = 0; step < NEWTON_STEPS; step++) {
                double previous = 1;
                double value = x;
                for (int k = 2; k <= n; k++) {
                    double next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
                    previous = value;
                    value = next;
                }
                slope = n * (x * value - previous) / (x * x - 1);
                double change = value / slope;
                x -= change;
                if (Math.abs(change) < SMALLEST_STEP) {
                    break;
                }
            }
            nodes[n - 1 - i] = (1 + x) / 2;
            weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
        }
    }

    /** The rule that is exact for polynomials of a degree. */
    public static GaussLegendre ofDegree(int degree) {
        return new GaussLegendre(degree / 2 + 2);
    }

    /** The nodes, ascending. */
    public double[] nodes() {
        return nodes.clone();
    }

    /** The nodes' weights, which sum to one. */
    public double[] weights() {
        return weights.clone();
    }

    /** The integral over [0, 1], which is the mean. */
    public double mean(DoubleUnaryOperator function) {
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * function.applyAsDouble(nodes[i]);
        }
        return sum;
    }
}
