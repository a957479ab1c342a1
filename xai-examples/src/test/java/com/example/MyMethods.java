package com.example;

import java.util.List;
import xai4j.Explainers;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.DifferentiableModel;

// begin methods
/** Named in META-INF/services/xai4j.explain.MethodProvider. */
public final class MyMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(ExplainerDescriptor.of(
                "positive-grad-cam",
                "channels weighed by their positive gradients",
                DifferentiableModel.class,
                model -> Explainers.gradientCam("positive-grad-cam", new PositiveGradCam(), model)));
    }
}
// end methods
