package xai4j.onnx;

import org.jspecify.annotations.Nullable;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.onnx.grad.FusedAttention;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.tensor.Shape;

/** The attention of one model, looked for when it is first asked about; fused ones are written out for it. */
final class OnnxAttention {
    private final GraphAnalysisCache analyses;
    private final GraphAnatomy anatomy;
    private final boolean fused;
    private volatile @Nullable Attention found;

    OnnxAttention(GraphAnalysisCache analyses, GraphAnatomy anatomy) {
        this.analyses = analyses;
        this.anatomy = anatomy;
        this.fused = FusedAttention.isIn(anatomy.graph());
    }

    /** What was found. */
    Attention found() {
        Attention known = found;
        if (known == null) {
            known = search();
            found = known;
        }
        return known;
    }

    private Attention search() {
        try {
            return anatomy().attention();
        } catch (ModelException e) {
            return Attention.none("its attention cannot be written out: " + e.getMessage());
        }
    }

    /** The graph in which attention is written out, for images of the size that is taken at first. */
    GraphAnatomy anatomy() {
        return fused
                ? analyses.writtenOut(anatomy.shapes().shape(anatomy.image()).orElse(Shape.of()))
                : anatomy;
    }

    /** Whether a layer is a value only of the graph in which attention is written out. */
    boolean isWrittenOut(Layer layer) {
        return fused
                && (found().blocks().stream()
                                .anyMatch(block -> block.probabilities().equals(layer))
                        || found().pooling()
                                .filter(pooling -> pooling.probabilities().equals(layer))
                                .isPresent());
    }
}
