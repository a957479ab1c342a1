package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import xai4j.image.ChannelOrder;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
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
        Preprocessing bytes = Preprocessing.raw().withResizeMode(ResizeMode.SQUASH);
        return Optional.of(
                switch (layout.name()) {
                    case "yunet", "customvision" -> bytes.withOrder(ChannelOrder.BGR);
                    case "ultraface" -> bytes.withNormalisation(1, List.of(127.0), List.of(128.0));
                    case "nanodet" ->
                        bytes.withOrder(ChannelOrder.BGR)
                                .withNormalisation(1, List.of(103.53, 116.28, 123.675), List.of(57.375, 57.12, 58.395));
                    case "yolox" -> bytes.withOrder(ChannelOrder.BGR).withResizeMode(ResizeMode.LETTERBOX);
                    case "detr", "picodet" -> Preprocessing.imagenet().withResizeMode(ResizeMode.SQUASH);
                    case "rtdetr", "paddle", "tensorflow" ->
                        bytes.withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
                    case "fastestdet" ->
                        bytes.withOrder(ChannelOrder.BGR).withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
                    default ->
                        bytes.withResizeMode(ResizeMode.LETTERBOX)
                                .withNormalisation(1 / 255.0, List.of(0.0), List.of(1.0));
                });
    }
}
