package xai4j.cam;

/** What distinguishes one gradient-based CAM from another: how much each channel contributes at each position. */
@FunctionalInterface
interface CamFormula {
    /**
     * Contributions {@code [K, h, w]}, which are then summed over the channels.
     *
     * @param a activations A
     * @param g gradients of the class score with respect to A
     */
    FeatureMaps contributions(FeatureMaps a, FeatureMaps g);
}
