package xai4j.cam;

/** Grad-CAM++ (Chattopadhay et al. 2018), with the powers of the gradient in place of the higher derivatives as the paper derives for an exponential score. */
final class GradCamPlusPlusFormula implements CamFormula {
    private static final double STABILISER = 1e-6;

    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        double[] weights = new double[a.channels()];
        for (int k = 0; k < weights.length; k++) {
            double activation = a.sum(k);
            for (int i = 0; i < a.area(); i++) {
                double gradient = g.at(k, i);
                if (gradient > 0) {
                    double square = gradient * gradient;
                    weights[k] += gradient * square / (2 * square + activation * square * gradient + STABILISER);
                }
            }
        }
        return a.weighted(weights);
    }
}
