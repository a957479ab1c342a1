package xai4j.occlusion;

import java.util.List;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** The methods that hide a part at a time, by name. */
public final class OcclusionMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "occlusion", "how far the score falls under a sliding window", Model.class, Occlusion::new),
                ExplainerDescriptor.of(
                        "feature-ablation",
                        "how far the score falls without each region",
                        Model.class,
                        FeatureAblation::new));
    }
}
