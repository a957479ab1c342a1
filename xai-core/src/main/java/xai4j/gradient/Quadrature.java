package xai4j.gradient;

/** Rules for integrating over [0, 1]. */
public enum Quadrature {
    /** Values at the left ends of n equal steps. */
    RIEMANN_LEFT {
        @Override
        Nodes nodes(int n) {
            return even(n, 0);
        }
    },
    /** Values at the right ends of n equal steps. */
    RIEMANN_RIGHT {
        @Override
        Nodes nodes(int n) {
            return even(n, 1);
        }
    },
    /** Values in the middle of n equal steps. */
    RIEMANN_MIDDLE {
        @Override
        Nodes nodes(int n) {
            return even(n, 0.5);
        }
    },
    /** n values from 0 to 1, the ends at half weight; the weights sum to one. There must be at least two. */
    RIEMANN_TRAPEZOID {
        @Override
        Nodes nodes(int n) {
            if (n < 2) {
                throw new IllegalArgumentException(
                        "rule riemann-trapezoid needs at least 2 steps, one for each end, not " + n);
            }
            double[] at = new double[n];
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) {
                at[i] = (double) i / (n - 1);
                weights[i] = (i == 0 || i == n - 1 ? 0.5 : 1.0) / (n - 1);
            }
            return new Nodes(at, weights);
        }
    },
    /** Gauss-Legendre: exact for polynomials up to degree 2n − 1. */
    GAUSS_LEGENDRE {
        @Override
        Nodes nodes(int n) {
            return gaussLegendre(n);
        }
    };

    private static final int NEWTON_STEPS = 100;

    abstract Nodes nodes(int n);

    /** Points in [0, 1] and their weights, which sum to one. */
    static final class Nodes {
        private final double[] at;
        private final double[] weights;

        private Nodes(double[] at, double[] weights) {
            this.at = at;
            this.weights = weights;
        }

        double at(int i) {
            return at[i];
        }

        double weight(int i) {
            return weights[i];
        }
    }

    private static Nodes even(int n, double shift) {
        double[] at = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            at[i] = (i + shift) / n;
            weights[i] = 1.0 / n;
        }
        return new Nodes(at, weights);
    }

    /** Roots of the Legendre polynomial by Newton's method from Chebyshev's. */
    private static Nodes gaussLegendre(int n) {
        double[] at = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
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
                if (Math.abs(change) < 1e-16) {
                    break;
                }
            }
            at[n - 1 - i] = (1 + x) / 2;
            weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
        }
        return new Nodes(at, weights);
    }
}
