package xai4j.cam;

/**
 * What distinguishes one gradient-based CAM from another: how much each channel contributes at each position.
 *
 * <p>A formula is a pure function of one image's activations and gradients at one layer, and safe for several threads. {@code
 * Explainers.gradientCam(name, formula, model)} makes an explainer of it that has the options, targets, layers, batches and verdicts
 * of all class activation maps.
 */
@FunctionalInterface
public interface CamFormula {
    /**
     * Contributions {@code [K, h, w]}, which are then summed over the channels to the map {@code [h, w]}; negative ones speak against
     * the class and are kept.
     *
     * @param a activations A, {@code [K, h, w]}
     * @param g gradients of the class score with respect to A, {@code [K, h, w]}
     * @return planes of the same height and width, made by {@link FeatureMaps#weighted} or {@link FeatureMaps#map}
     */
    FeatureMaps contributions(FeatureMaps a, FeatureMaps g);
}
