package xai4j.lime;

import java.util.List;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** LIME by name. */
public final class LimeMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(ExplainerDescriptor.of(
                "lime", "linear model of the scores near the image, per region", Model.class, Lime::new));
    }
}
