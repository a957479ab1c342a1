package xai4j.explain;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;
import xai4j.image.PixelMapping;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * One number per position of the image.
 *
 * @param targets what was explained
 * @param values {@code [T, h, w]} at a layer's own resolution, or {@code [T, C, H, W]} for input attributions
 * @param standardErrors of the values' shape, when the method knows them
 * @param inputHeight rows of the model's input, which the map spans
 * @param inputWidth columns of the model's input, which the map spans
 * @param mapping from the model's input to the photograph
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted
 */
@JsonTypeName("saliency-map")
public record SaliencyMap(
        List<ExplainedTarget> targets,
        Tensor values,
        Optional<Tensor> standardErrors,
        int inputHeight,
        int inputWidth,
        PixelMapping mapping,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    /** Checks the shape; the tensors become read-only. */
    public SaliencyMap {
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        values = values.asReadOnly();
        standardErrors = standardErrors.map(Tensor::asReadOnly);
        int rank = values.shape().rank();
        if ((rank != 3 && rank != 4) || values.shape().dim(0) != targets.size()) {
            throw new IllegalArgumentException(
                    "values " + values.shape() + " are no maps for " + targets.size() + " targets");
        }
        if (standardErrors.isPresent() && !standardErrors.get().shape().equals(values.shape())) {
            throw new IllegalArgumentException(
                    "standard errors " + standardErrors.get().shape() + " do not fit values " + values.shape());
        }
    }

    /** A map without standard errors. */
    public SaliencyMap(
            List<ExplainedTarget> targets,
            Tensor values,
            int inputHeight,
            int inputWidth,
            PixelMapping mapping,
            Provenance provenance,
            Diagnostics diagnostics) {
        this(targets, values, Optional.empty(), inputHeight, inputWidth, mapping, provenance, diagnostics);
    }

    /** One number per position for a target, {@code [h, w]}: the map itself, or the sum over the channels of an input attribution. */
    public Tensor plane(int target) {
        Tensor row = values.row(target);
        Shape shape = row.shape();
        if (shape.rank() == 2) {
            return row;
        }
        Tensor plane = Tensor.zeros(shape.dropFirst());
        for (int i = 0; i < plane.size(); i++) {
            double sum = 0;
            for (int c = 0; c < shape.dim(0); c++) {
                sum += row.at(c * plane.size() + i);
            }
            plane.set(i, (float) sum);
        }
        return plane;
    }

    @Override
    public Rendering render() {
        return new HeatMapRendering(this);
    }

    @Override
    public String toString() {
        return summary();
    }
}
