package xai4j.shap;

import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature over [0, 1]. */
final class Quadrature {
    private final double[] nodes;
    private final double[] weights;

    private Quadrature(int count) {
        this.nodes = new double[count];
        this.weights = new double[count];
        for (int i = 0; i < count; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope = 1;
            for (int step = 0; step < 100; step++) {
                double before = 1;
                double value = x;
                for (int k = 2; k <= count; k++) {
                    double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
                    before = value;
                    value = next;
                }
                slope = count * (x * value - before) / (x * x - 1);
                double change = value / slope;
                x -= change;
                if (Math.abs(change) < 1e-15) {
                    break;
                }
            }
            nodes[i] = (x + 1) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
    }

    /** Exact for polynomials of a degree. */
    static Quadrature ofDegree(int degree) {
        return new Quadrature(degree / 2 + 2);
    }

    /** The integral over [0, 1]. */
    double mean(DoubleUnaryOperator function) {
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * function.applyAsDouble(nodes[i]);
        }
        return sum;
    }
}
