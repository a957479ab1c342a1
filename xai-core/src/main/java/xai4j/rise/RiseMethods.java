package xai4j.rise;

import java.util.List;
import xai4j.explain.Applicability;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.Model;
import xai4j.model.detection.DetectionModel;

/** RISE by name. */
public final class RiseMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "rise", "mean of random masks weighted by the scores under them", Model.class, Rise::new),
                ExplainerDescriptor.of(
                        "d-rise",
                        "mean of random masks weighted by how like a detected object is left under them (Petsiuk 2021)",
                        Model.class,
                        RiseMethods::detector,
                        Rise::ofDetections));
    }

    private static Applicability detector(Model model) {
        return model.as(DetectionModel.class).isPresent()
                ? Applicability.EXACT
                : Applicability.impossible("the model is no detector");
    }
}
