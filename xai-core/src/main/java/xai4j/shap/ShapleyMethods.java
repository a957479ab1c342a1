package xai4j.shap;

import java.util.List;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** The Shapley values by name. */
public final class ShapleyMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "kernel-shap", "Shapley values per region by regression", Model.class, KernelShap::new),
                ExplainerDescriptor.of(
                        "exact-shapley", "Shapley values from every coalition", Model.class, ExactShapley::new),
                ExplainerDescriptor.of(
                        "shapley-sampling",
                        "Shapley values from sampled orders of regions",
                        Model.class,
                        ShapleySampling::new),
                ExplainerDescriptor.of(
                        "owen", "Owen values of fine blocks, opened where the score changes", Model.class, Owen::of));
    }
}
