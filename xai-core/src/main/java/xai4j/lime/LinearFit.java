package xai4j.lime;

/** A weighted linear model of a game's values. */
final class LinearFit {
    private final double intercept;
    private final double[] weights;
    private final int[] used;
    private final double r2;

    LinearFit(double intercept, double[] weights, int[] used, double r2) {
        this.intercept = intercept;
        this.weights = weights;
        this.used = used;
        this.r2 = r2;
    }

    double intercept() {
        return intercept;
    }

    /** One per player; zero where not used. */
    double[] weights() {
        return weights;
    }

    /** The players in the model. */
    int[] used() {
        return used;
    }

    /** Weighted R²; NaN when all values are equal. */
    double r2() {
        return r2;
    }

    /** Prediction for the whole image. */
    double atFull() {
        double sum = intercept;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
