package xai4j.anchors;

import java.util.List;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** Anchors by name. */
public final class AnchorMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(ExplainerDescriptor.of(
                "anchors",
                "smallest set of regions that holds the prediction (Ribeiro 2018)",
                Model.class,
                Anchors::new));
    }
}
