package xai4j.anchors;

import java.util.List;
import xai4j.explain.Method;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** Anchors by name. */
public final class AnchorMethods implements MethodProvider {
    @Override
    public List<Method> methods() {
        return List.of(Method.of(
                "anchors",
                "smallest set of regions that holds the prediction (Ribeiro 2018)",
                Model.class,
                Anchors::new));
    }
}
