package xai4j.cam;

/** Element-wise Grad-CAM: the positive part of gradient times activation, position by position. */
final class ElementWiseGradCamFormula implements CamFormula {
    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        return a.map((k, i) -> Math.max(0.0, (double) g.at(k, i) * a.at(k, i)));
    }
}
