package xai4j.visualize;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.tensor.Tensor;

/**
 * Pictures that excite what they were made for.
 *
 * @param targets per picture what it was made for, with the value of the objective for the untransformed picture
 * @param values {@code [N, 3, H, W]}, red, green, blue in [0, 1]
 * @param objective mean value of the objective at each step
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
    /** Copies the lists; the pictures become read-only. */
    public FeatureImage {
        values = values.asReadOnly();
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        objective = List.copyOf(objective);
    }

    /** The first picture, eight bits per colour. */
    public BufferedImage picture() {
        return pictures().get(0);
    }

    /** All pictures. */
    public List<BufferedImage> pictures() {
        int height = values.shape().dim(2);
        int width = values.shape().dim(3);
        return IntStream.range(0, values.shape().dim(0))
                .mapToObj(i -> Pictures.of(values.row(i).toArray(), height, width))
                .toList();
    }

    /** Draws the pictures side by side; the photograph plays no part. */
    @Override
    public Rendering render() {
        return photograph -> Pictures.beside(pictures());
    }

    @Override
    public String toString() {
        return summary();
    }
}
