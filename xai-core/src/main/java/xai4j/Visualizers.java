package xai4j;

import xai4j.model.DifferentiableModel;
import xai4j.visualize.DeepDream;
import xai4j.visualize.FeatureVisualizer;

/** Pictures that a network itself wants to see; unlike an explainer's, their making starts from no image, or leaves it. */
public final class Visualizers {
    private Visualizers() {}

    /**
     * Feature visualisation (Olah et al. 2017): pictures that a class, channel, neuron or layer wants to see.
     *
     * <pre>{@code
     * FeatureImage wanted = Visualizers.features(model).set("steps", "256").visualizeClass(7);
     * }</pre>
     *
     * @param model a network with gradients
     * @return the visualizer with the options that give the clearest pictures
     */
    public static FeatureVisualizer features(DifferentiableModel model) {
        return FeatureVisualizer.best(model);
    }

    /**
     * DeepDream (Mordvintsev et al. 2015): a photograph changed into what a class or layer sees in it.
     *
     * <pre>{@code
     * DeepDream dream = Visualizers.dream(model).onProgress(Progress.SILENT);
     * }</pre>
     *
     * @param model a network with gradients
     * @return the dreamer; {@code dream(photograph, objective, name)} makes the picture
     */
    public static DeepDream dream(DifferentiableModel model) {
        return DeepDream.of(model);
    }
}
