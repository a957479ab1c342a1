package xai4j.coalition;

import java.util.List;
import xai4j.explain.Method;
import xai4j.explain.MethodProvider;
import xai4j.lime.Lime;
import xai4j.model.Model;
import xai4j.occlusion.FeatureAblation;
import xai4j.occlusion.Occlusion;

/** Brings the perturbation methods, which need nothing of a model but its scores. */
public final class PerturbationMethods implements MethodProvider {
    @Override
    public List<Method> methods() {
        return List.of(
                Method.of("lime", "linear model of the scores near the image, per region", Model.class, Lime::new),
                Method.of("occlusion", "how far the score falls under a sliding window", Model.class, Occlusion::new),
                Method.of(
                        "feature-ablation",
                        "how far the score falls without each region",
                        Model.class,
                        FeatureAblation::new));
    }
}
