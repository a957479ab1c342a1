package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import xai4j.image.Preprocessing;
import xai4j.model.ModelOutput;
import xai4j.model.detection.DetectionLayout;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A detector's graph.
 *
 * @param layout how the row is read
 */
public record DetectorGraph(OnnxGraph graph, DetectionLayout layout, Set<String> joined) implements JoinedOutputs {
    /** Joins values, in this order. */
    static DetectorGraph of(DetectorOutputs outputs, List<String> values, DetectionLayout layout, String why) {
        return new DetectorGraph(
                JoinedOutputs.joined(outputs.graph(), outputs.shapes(), values),
                layout.because(why),
                Set.copyOf(values));
    }

    /** The same with something more to be said of how it was understood. */
    public DetectorGraph noting(List<String> notes) {
        return notes.isEmpty()
                ? this
                : new DetectorGraph(graph, layout.because(layout.why() + "; " + String.join("; ", notes)), joined);
    }

    @Override
    public DetectorGraph withLabels(IntFunction<List<String>> labels) {
        return new DetectorGraph(graph, layout.withLabels(labels.apply(layout.classes())), joined);
    }

    @Override
    public ModelOutput.Kind kind() {
        return ModelOutput.Kind.BOXES;
    }

    @Override
    public String meaning() {
        return "read as detections";
    }

    @Override
    public Optional<Preprocessing> usualPreprocessing() {
        return Optional.of(layout.usualPreprocessing());
    }
}
