package xai4j.onnx.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.ListedScores;
import xai4j.model.detection.RawTable;
import xai4j.onnx.detection.DetectorOutputs.Output;
import xai4j.onnx.graph.Node;

/**
 * Finished lists of objects, as detectors put out that need no suppression of overlapping boxes, or have done it. The scores come out of a TopK or
 * are gathered, which leads the derivative to the score that stands before.
 */
final class ListedObjects {
    private static final double THRESHOLD = 0.25;
    private static final double QUERIES_THRESHOLD = 0.5;
    private static final int MOST_CLASSES = 1000;
    private static final int MOST_OBJECTS = 1000;
    private static final int FEWEST_OBJECTS = 8;

    private ListedObjects() {}

    /** TensorFlow's {@code detection_classes} count from 1 and are read elsewhere. */
    private static final List<String> LABELS = List.of("label", "det_classes", "detected_classes", "pred_classes");

    /**
     * RT-DETR, D-FINE, DEIM: {@code boxes [1, Q, 4]} as corners, {@code scores [1, Q]}, {@code labels [1, Q]}; the same as {@code det_boxes}, {@code
     * det_scores}, {@code det_classes}, as {@code detected_…} (Azure Custom Vision's General (compact) [S1]) and as {@code pred_…} (YOLO-NAS).
     */
    static Optional<DetectorGraph> labelled(DetectorOutputs outputs) {
        Optional<Output> labels = LABELS.stream()
                .flatMap(name -> named(outputs, name, output -> output.rank() == 2).stream())
                .findFirst();
        Optional<Output> scores = named(outputs, "score", output -> output.rank() == 2);
        Optional<Output> boxes = named(outputs, "box", output -> output.rank() == 3 && output.dim(2) == 4);
        if (labels.isEmpty() || scores.isEmpty() || boxes.isEmpty()) {
            return Optional.empty();
        }
        int objects = boxes.get().dim(1);
        boolean shares = !OpenLists.isFilled(boxes.get().name())
                && outputs.areShares(boxes.get().name());
        DetectionLayout layout = DetectionLayout.listed(
                "rtdetr",
                objects,
                RawTable.rows(0, 4),
                BoxCoding.corners(shares ? outputs.width() : 1, shares ? outputs.height() : 1),
                new ListedScores(
                        RawTable.rows(objects * 4, 1),
                        RawTable.rows(objects * 5, 1),
                        classes(outputs, labels.get().name())),
                QUERIES_THRESHOLD);
        return Optional.of(DetectorGraph.of(
                outputs,
                List.of(boxes.get().name(), scores.get().name(), labels.get().name()),
                layout,
                "labels, boxes and scores of up to " + objects + " objects"));
    }

    /** TensorFlow's object detection: {@code detection_boxes} as upper, left, lower, right in shares; classes count from 1. */
    static Optional<DetectorGraph> tensorFlow(DetectorOutputs outputs) {
        Optional<Output> classes = named(outputs, "detection_classes", output -> output.rank() == 2);
        Optional<Output> scores = named(outputs, "detection_scores", output -> output.rank() == 2);
        Optional<Output> boxes = named(outputs, "detection_boxes", output -> output.rank() == 3 && output.dim(2) == 4);
        if (classes.isEmpty() || scores.isEmpty() || boxes.isEmpty()) {
            return Optional.empty();
        }
        int objects = boxes.get().dim(1);
        return Optional.of(DetectorGraph.of(
                outputs,
                List.of(boxes.get().name(), scores.get().name(), classes.get().name()),
                DetectionLayout.tensorFlow(
                        objects, labels(outputs).orElse(MOST_CLASSES), outputs.width(), outputs.height()),
                "detection_boxes, detection_scores and detection_classes of up to " + objects + " objects"));
    }

    /** PaddleDetection's queries: {@code [Q, 6]} with class, score and corners, beside the number of objects per picture. */
    static Optional<DetectorGraph> paddle(DetectorOutputs outputs) {
        boolean counted = outputs.all().stream()
                .anyMatch(output -> output.rank() == 1
                        && !outputs.shapes().type(output.name()).isFloating());
        return outputs.known().stream()
                .filter(output -> counted && output.rank() == 2 && output.dim(1) == 6 && isList(output.dim(0)))
                .findFirst()
                .map(output -> table(outputs, output, "paddle", output.dim(0), 1, 0, 2, "class, score and corners"));
    }

    /** YOLOv10, YOLO26 and other detectors without suppression: {@code [1, Q, 6]} with corners in pixels, score and class. */
    static Optional<DetectorGraph> endToEnd(DetectorOutputs outputs) {
        return outputs.known().stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1 && output.dim(2) == 6)
                .filter(output -> isList(output.dim(1)))
                .filter(output -> outputs.grid(output.dim(1)).isEmpty())
                .findFirst()
                .map(output -> table(outputs, output, "end2end", output.dim(1), 4, 5, 0, "corners, score and class"));
    }

    private static boolean isList(int objects) {
        return objects >= FEWEST_OBJECTS && objects <= MOST_OBJECTS;
    }

    private static DetectorGraph table(
            DetectorOutputs outputs,
            Output output,
            String name,
            int objects,
            int score,
            int index,
            int box,
            String what) {
        RawTable raw = RawTable.rows(0, 6);
        ListedScores scores = new ListedScores(raw.from(score), raw.from(index), classes(outputs, output.name()));
        return DetectorGraph.of(
                outputs,
                List.of(output.name()),
                DetectionLayout.listed(name, objects, raw.from(box), BoxCoding.corners(1, 1), scores, THRESHOLD),
                what + " of up to " + objects + " objects");
    }

    private static Optional<Output> named(DetectorOutputs outputs, String part, Predicate<Output> shaped) {
        return outputs.all().stream()
                .filter(output -> output.isNamed(part) && !output.isNamed("raw_") && shaped.test(output))
                .filter(output -> output.dim(0) == 1)
                .findFirst();
    }

    /** As many as are named, or as the graph divides by to tell the class from a place in a list of all pairs. */
    private static int classes(DetectorOutputs outputs, String value) {
        OptionalInt named = labels(outputs).map(OptionalInt::of).orElse(OptionalInt.empty());
        return named.orElseGet(() -> divisor(outputs, value).orElse(MOST_CLASSES));
    }

    private static Optional<Integer> labels(DetectorOutputs outputs) {
        return outputs.labelCounts().stream().max(Comparator.naturalOrder());
    }

    private static OptionalInt divisor(DetectorOutputs outputs, String value) {
        Set<String> before = outputs.links().ancestors(List.of(value));
        List<Node> nodes = new ArrayList<>(outputs.graph().nodes());
        return nodes.stream()
                .filter(node -> node.is("Mod") || node.is("Div"))
                .filter(node -> before.contains(node.output(0))
                        && !outputs.shapes().type(node.output(0)).isFloating())
                .flatMap(node -> outputs.shapes().longs(node.input(1)).stream())
                .filter(by -> by.length == 1 && by[0] > 1 && by[0] <= MOST_CLASSES)
                .mapToInt(by -> (int) by[0])
                .findFirst();
    }
}
