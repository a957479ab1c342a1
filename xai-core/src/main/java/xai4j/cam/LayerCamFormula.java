package xai4j.cam;

/** LayerCAM (Jiang et al. 2021): positive gradient times activation, position by position. */
final class LayerCamFormula implements CamFormula {
    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        return a.map((k, i) -> Math.max(0.0, g.at(k, i)) * a.at(k, i));
    }
}
