package xai4j.numeric;

/** A convex loss of a row of class scores. */
public interface ScoreLoss {
    /** −log softmax of the true class. */
    ScoreLoss CROSS_ENTROPY = new ScoreLoss() {
        @Override
        public double differentiate(double[] scores, int label) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double score : scores) {
                largest = Math.max(largest, score);
            }
            double own = scores[label] - largest;
            double total = 0;
            for (int k = 0; k < scores.length; k++) {
                scores[k] = Math.exp(scores[k] - largest);
                total += scores[k];
            }
            for (int k = 0; k < scores.length; k++) {
                scores[k] = scores[k] / total - (k == label ? 1 : 0);
            }
            return Math.log(total) - own;
        }

        @Override
        public double curvature() {
            return 0.5;
        }
    };

    /**
     * The loss of a row.
     *
     * @param scores one per class; they are replaced by the derivative of the loss with respect to them
     * @param label the true class
     */
    double differentiate(double[] scores, int label);

    /** A bound of the second derivative along any direction of length one. */
    double curvature();
}
