package xai4j.gradient;

import xai4j.numeric.GaussLegendre;

/** Rules for integrating over [0, 1]. */
public enum Quadrature {
    /** Values at the left ends of n equal steps. */
    RIEMANN_LEFT {
        @Override
        Nodes nodes(int n, Runnable between) {
            return even(n, 0);
        }
    },
    /** Values at the right ends of n equal steps. */
    RIEMANN_RIGHT {
        @Override
        Nodes nodes(int n, Runnable between) {
            return even(n, 1);
        }
    },
    /** Values in the middle of n equal steps. */
    RIEMANN_MIDDLE {
        @Override
        Nodes nodes(int n, Runnable between) {
            return even(n, 0.5);
        }
    },
    /** n values from 0 to 1, the ends at half weight; the weights sum to one. There must be at least two. */
    RIEMANN_TRAPEZOID {
        @Override
        Nodes nodes(int n, Runnable between) {
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
        Nodes nodes(int n, Runnable between) {
            GaussLegendre rule = new GaussLegendre(n, between);
            return new Nodes(rule.nodes(), rule.weights());
        }
    };

    /**
     * The points for n gradients.
     *
     * @param between looked at again and again where finding them takes long; ends that by an exception
     */
    abstract Nodes nodes(int n, Runnable between);

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
}
