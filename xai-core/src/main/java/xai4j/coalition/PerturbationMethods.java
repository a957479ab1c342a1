package xai4j.coalition;

import java.util.List;
import xai4j.explain.Method;
import xai4j.explain.MethodProvider;
import xai4j.lime.Lime;
import xai4j.model.Model;
import xai4j.occlusion.FeatureAblation;
import xai4j.occlusion.Occlusion;
import xai4j.rise.Rise;
import xai4j.shap.ExactShapley;
import xai4j.shap.KernelShap;
import xai4j.shap.Owen;
import xai4j.shap.ShapleySampling;

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
                        FeatureAblation::new),
                Method.of("kernel-shap", "Shapley values per region by regression", Model.class, KernelShap::new),
                Method.of("exact-shapley", "Shapley values from every coalition", Model.class, ExactShapley::new),
                Method.of(
                        "shapley-sampling",
                        "Shapley values from sampled orders of regions",
                        Model.class,
                        ShapleySampling::new),
                Method.of("owen", "Owen values of fine blocks, opened where the score changes", Model.class, Owen::of),
                Method.of("rise", "mean of random masks weighted by the scores under them", Model.class, Rise::new));
    }
}
