package xai4j.cam;

/** XGrad-CAM (Fu et al. 2020): gradients averaged with the activation's share as weight. */
final class XGradCamFormula implements CamFormula {
    private static final double STABILISER = 1e-7;

    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        double[] weights = new double[a.channels()];
        for (int k = 0; k < weights.length; k++) {
            double sum = 0;
            for (int i = 0; i < a.area(); i++) {
                sum += (double) g.at(k, i) * a.at(k, i);
            }
            weights[k] = sum / (a.sum(k) + STABILISER);
        }
        return a.weighted(weights);
    }
}
