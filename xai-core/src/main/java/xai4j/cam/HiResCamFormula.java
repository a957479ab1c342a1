package xai4j.cam;

/** HiResCAM (Draelos and Carin 2020): gradient times activation, position by position. */
final class HiResCamFormula implements CamFormula {
    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        return a.map((k, i) -> (double) g.at(k, i) * a.at(k, i));
    }
}
