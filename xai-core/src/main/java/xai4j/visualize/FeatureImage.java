package xai4j.visualize;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.awt.image.BufferedImage;
import java.util.List;
import xai4j.Explanation;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.render.Rendering;
import xai4j.tensor.Tensor;

/**
 * A picture that excites what it was made for.
 *
 * @param targets what it was made for, with the value of the objective for the untransformed picture
 * @param values {@code [1, 3, H, W]}, red, green, blue in [0, 1]
 * @param objective value of the objective at each step
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted
 */
@JsonTypeName("feature-image")
public record FeatureImage(
        List<ExplainedTarget> targets,
        Tensor values,
        List<Double> objective,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    /** Copies the lists. */
    public FeatureImage {
        targets = List.copyOf(targets);
        objective = List.copyOf(objective);
    }

    /** The picture, eight bits per colour. */
    public BufferedImage picture() {
        return Pictures.of(
                values.toArray(), values.shape().dim(2), values.shape().dim(3));
    }

    /** Draws the picture itself; the photograph plays no part. */
    @Override
    public Rendering render() {
        return photograph -> picture();
    }
}
