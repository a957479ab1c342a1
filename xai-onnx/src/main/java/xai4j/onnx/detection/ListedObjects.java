package xai4j.onnx.detection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.ListedScores;
import xai4j.model.detection.RawTable;
import xai4j.onnx.detection.DetectorOutputs.Output;
import xai4j.onnx.graph.Node;

/** Finished lists of objects, and what stands before the list where the graph suppresses overlapping boxes itself. */
final class ListedObjects {
    private static final double THRESHOLD = 0.25;
    private static final double SUPPRESSION = 0.45;
    private static final int MOST_CLASSES = 1000;
    private static final int MOST_OBJECTS = 1000;

    private ListedObjects() {}

    /**
     * A graph that ends in NonMaxSuppression: what goes into it, boxes {@code [1, A, 4]} and scores {@code [1, K, A]}, has derivatives, what comes out has
     * none.
     */
    static Optional<DetectorGraph> suppressed(DetectorOutputs outputs) {
        Set<String> behind = outputs.links().ancestors(outputs.graph().outputs().keySet());
        return outputs.graph().nodes().stream()
                .filter(node -> node.is("NonMaxSuppression") && behind.contains(node.output(0)))
                .filter(node -> isKnown(outputs, node.input(0)) && isKnown(outputs, node.input(1)))
                .findFirst()
                .map(node -> before(outputs, node));
    }

    private static boolean isKnown(DetectorOutputs outputs, String value) {
        return outputs.shapes().isKnown(value) && outputs.shapes().dims(value).length == 3;
    }

    private static DetectorGraph before(DetectorOutputs outputs, Node node) {
        int candidates = (int) outputs.shapes().dims(node.input(0))[1];
        int classes = (int) outputs.shapes().dims(node.input(1))[1];
        BoxCoding coding = node.integer("center_point_box", 0) == 1 ? BoxCoding.centre(1, 1) : ordered(outputs);
        DetectionHead head = new DetectionHead(
                candidates,
                RawTable.rows(0, 4),
                coding,
                ActivatedScores.classes(RawTable.columns(4 * candidates, candidates), classes, Activation.NONE));
        return DetectorGraph.of(
                outputs.graph(),
                List.of(node.input(0), node.input(1)),
                new DetectionLayout("nms", List.of(head), List.of(), THRESHOLD, SUPPRESSION, ""),
                "boxes and scores before " + node.title());
    }

    /** The operator takes two opposite corners, rows first; exporters of PyTorch give columns first, to which it is indifferent. */
    private static BoxCoding ordered(DetectorOutputs outputs) {
        boolean rowsFirst = outputs.graph().producer().toLowerCase(Locale.ROOT).contains("tf2onnx");
        double scaleX = rowsFirst ? outputs.width() : 1;
        double scaleY = rowsFirst ? outputs.height() : 1;
        int x = rowsFirst ? 1 : 0;
        int y = 1 - x;
        return (raw, table, c) -> new BoundingBox(
                Math.min(raw[table.at(c, x)], raw[table.at(c, x + 2)]) * scaleX,
                Math.min(raw[table.at(c, y)], raw[table.at(c, y + 2)]) * scaleY,
                Math.max(raw[table.at(c, x)], raw[table.at(c, x + 2)]) * scaleX,
                Math.max(raw[table.at(c, y)], raw[table.at(c, y + 2)]) * scaleY);
    }

    /** YOLOv10, YOLO26 and other detectors without suppression: {@code [1, Q, 6]} with corners in pixels, score and class. */
    static Optional<DetectorGraph> endToEnd(DetectorOutputs outputs) {
        List<Output> known = outputs.known();
        return known.stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1 && output.dim(2) == 6)
                .filter(output -> output.dim(1) >= 8 && output.dim(1) <= MOST_OBJECTS)
                .filter(output -> outputs.grid(output.dim(1)).isEmpty())
                .findFirst()
                .map(output -> {
                    RawTable raw = RawTable.rows(0, 6);
                    int classes = outputs.labelCounts().stream()
                            .mapToInt(Integer::intValue)
                            .max()
                            .orElse(MOST_CLASSES);
                    DetectionHead head = new DetectionHead(
                            output.dim(1),
                            raw,
                            BoxCoding.corners(1, 1),
                            new ListedScores(raw.from(4), raw.from(5), classes));
                    return DetectorGraph.of(
                            outputs.graph(),
                            List.of(output.name()),
                            new DetectionLayout("end2end", List.of(head), List.of(), THRESHOLD, 1, ""),
                            "corners, score and class of up to " + output.dim(1) + " objects");
                });
    }
}
