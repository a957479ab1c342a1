package xai4j.onnx.detection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.onnx.graph.Node;

/**
 * A graph that suppresses overlapping boxes itself: what goes into NonMaxSuppression, boxes {@code [1, A, 4]} and scores {@code [1, K, A]}, has
 * derivatives; what comes out has none. Where every class has a suppression of its own over the same boxes, their scores stand one after another.
 */
final class SuppressedBoxes {
    private static final double THRESHOLD = 0.25;
    private static final double SUPPRESSION = 0.45;
    private static final Set<String> MOVES = Set.of("Identity", "Cast", "Transpose", "Reshape", "Unsqueeze", "Squeeze");
    private static final Set<String> CHOICES = Set.of("ArgMax", "TopK", "ReduceMax");

    private SuppressedBoxes() {}

    /** The last suppressions before the outputs: two-stage detectors suppress proposals before. */
    static Optional<DetectorGraph> read(DetectorOutputs outputs) {
        Set<String> behind = outputs.links().ancestors(outputs.graph().outputs().keySet());
        List<Node> found = outputs.graph().nodes().stream()
                .filter(node -> node.is("NonMaxSuppression") && behind.contains(node.output(0)))
                .toList();
        List<Before> last = found.stream()
                .filter(node -> found.stream()
                        .allMatch(other -> other == node
                                || !outputs.links().descendants(node.outputs()).contains(other.output(0))))
                .map(node -> new Before(outputs, node))
                .filter(Before::isKnown)
                .toList();
        return last.stream()
                .findFirst()
                .map(first -> first.graph(last.stream()
                        .filter(other -> other.equals(first) || first.isBesideClass(other))
                        .map(Before::scores)
                        .toList()));
    }

    /**
     * What stands before a suppression.
     *
     * @param boxes {@code [1, A, 4]}
     * @param scores {@code [1, K, A]}, or {@code [1, A, K]}
     */
    private record Before(DetectorOutputs outputs, Node node, String boxes, String scores) {
        Before(DetectorOutputs outputs, Node node) {
            this(outputs, node, unshifted(outputs, node.input(0)), undecided(outputs, node));
        }

        boolean isKnown() {
            return dims(boxes).length == 3 && dims(scores).length == 3;
        }

        private long[] dims(String value) {
            return outputs.shapes().isKnown(value) ? outputs.shapes().dims(value) : new long[0];
        }

        /** Whether another suppression is that of another class of the same boxes. */
        boolean isBesideClass(Before other) {
            return other.boxes.equals(boxes) && !other.scores.equals(scores) && isOfOneClass() && other.isOfOneClass();
        }

        private boolean isOfOneClass() {
            return dims(scores)[1] == 1 && dims(scores)[2] == dims(boxes)[1];
        }

        DetectorGraph graph(List<String> allScores) {
            int candidates = (int) dims(boxes)[1];
            boolean byClass = dims(scores)[2] == candidates;
            int classes = allScores.size() * (int) dims(scores)[byClass ? 1 : 2];
            int first = 4 * candidates;
            RawTable table = byClass ? RawTable.columns(first, candidates) : RawTable.rows(first, classes);
            DetectionHead head = new DetectionHead(
                    candidates,
                    RawTable.rows(0, 4),
                    coding(),
                    ActivatedScores.classes(table, classes, Activation.NONE));
            return DetectorGraph.of(
                    outputs,
                    Stream.concat(Stream.of(boxes), allScores.stream()).toList(),
                    new DetectionLayout("nms", List.of(head), List.of(), THRESHOLD, SUPPRESSION, ""),
                    "boxes and scores before " + node.title()
                            + (allScores.size() == 1
                                    ? ""
                                    : " and its like of " + (allScores.size() - 1) + " other classes"));
        }

        private BoxCoding coding() {
            boolean shares = outputs.areShares(boxes);
            double x = shares ? outputs.width() : 1;
            double y = shares ? outputs.height() : 1;
            return node.integer("center_point_box", 0) == 1 ? BoxCoding.centre(x, y) : ordered(x, y);
        }

        /** The operator takes two opposite corners, rows first; exporters of PyTorch give columns first, to which it is indifferent. */
        private BoxCoding ordered(double scaleX, double scaleY) {
            String producer = outputs.graph().producer().toLowerCase(Locale.ROOT);
            boolean rowsFirst =
                    List.of("tf2onnx", "keras2onnx", "onnxmltools").stream().anyMatch(producer::contains);
            int x = rowsFirst ? 1 : 0;
            int y = 1 - x;
            return (raw, table, c) -> new BoundingBox(
                    Math.min(raw[table.at(c, x)], raw[table.at(c, x + 2)]) * scaleX,
                    Math.min(raw[table.at(c, y)], raw[table.at(c, y + 2)]) * scaleY,
                    Math.max(raw[table.at(c, x)], raw[table.at(c, x + 2)]) * scaleX,
                    Math.max(raw[table.at(c, y)], raw[table.at(c, y + 2)]) * scaleY);
        }
    }

    /** Where only the best class of each candidate goes in: the scores of all classes, of which it was chosen. */
    private static String undecided(DetectorOutputs outputs, Node suppression) {
        String scores = suppression.input(1);
        boolean single = outputs.shapes().isKnown(scores)
                && outputs.shapes().dims(scores).length == 3
                && outputs.shapes().dims(scores)[1] == 1;
        if (!single) {
            return scores;
        }
        return behindMoves(outputs, scores, node -> CHOICES.contains(node.operator()))
                .map(node -> node.input(0))
                .filter(all -> outputs.shapes().isKnown(all) && outputs.shapes().dims(all).length == 3)
                .orElse(scores);
    }

    /** Boxes without the distance by which exports move those of different classes apart, so that one suppression does for all. */
    private static String unshifted(DetectorOutputs outputs, String boxes) {
        return behindMoves(outputs, boxes, node -> node.is("Add"))
                .flatMap(add -> add.inputs().stream()
                        .filter(input -> outputs.shapes().isKnown(input)
                                && outputs.shapes().dims(input).length == 3
                                && outputs.shapes().dims(input)[2] == 4)
                        .filter(input -> !isChosen(outputs, input) && isChosen(outputs, other(add, input)))
                        .findFirst())
                .orElse(boxes);
    }

    private static String other(Node add, String input) {
        return add.input(add.input(0).equals(input) ? 1 : 0);
    }

    private static boolean isChosen(DetectorOutputs outputs, String value) {
        return outputs.links().ancestors(List.of(value)).stream()
                .flatMap(before -> outputs.links().producer(before).stream())
                .anyMatch(node -> node.is("ArgMax") || node.is("TopK"));
    }

    private static Optional<Node> behindMoves(DetectorOutputs outputs, String value, Predicate<Node> wanted) {
        Optional<Node> producer = outputs.links().producer(value);
        while (producer.isPresent() && MOVES.contains(producer.get().operator())) {
            producer = outputs.links().producer(producer.get().input(0));
        }
        return producer.filter(wanted);
    }
}
