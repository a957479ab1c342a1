package xai4j.rise;

import java.util.List;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;

/** RISE by name. */
public final class RiseMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(ExplainerDescriptor.of(
                "rise", "mean of random masks weighted by the scores under them", Model.class, Rise::new));
    }
}
