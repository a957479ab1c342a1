package xai4j.cam;

/** Grad-CAM (Selvaraju et al. 2017): a channel weighs as much as its gradient does on average. */
final class GradCamFormula implements CamFormula {
    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        double[] weights = new double[a.channels()];
        java.util.Arrays.setAll(weights, g::mean);
        return a.weighted(weights);
    }
}
