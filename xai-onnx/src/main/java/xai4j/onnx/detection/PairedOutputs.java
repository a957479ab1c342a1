package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.onnx.detection.DetectorOutputs.Output;

/** An output of boxes {@code [N, A, 4]} beside one of scores {@code [N, A, K]}. */
final class PairedOutputs {
    private static final double THRESHOLD = 0.5;
    private static final double SUPPRESSION = 0.45;

    /** Queries of the first DETR, whose last column means "no object". */
    private static final int DETR_QUERIES = 100;

    private PairedOutputs() {}

    private record Pair(Output boxes, Output scores) {
        int candidates() {
            return boxes.dim(1);
        }

        int columns() {
            return scores.dim(2);
        }
    }

    /**
     * DETR and its kin: {@code pred_boxes} as centre, width and height in shares of the picture beside {@code logits}. With one column more than labels (or
     * 100 queries) the logits go through a softmax whose last column means "no object", else each through a sigmoid.
     */
    static Optional<DetectorGraph> detr(DetectorOutputs outputs) {
        return pair(outputs)
                .filter(pair -> pair.boxes().isNamed("pred_box")
                        || pair.boxes().isNamed("box") && pair.scores().isNamed("logit"))
                .map(pair -> {
                    boolean background = outputs.labelCounts().contains(pair.columns() - 1)
                            || !outputs.labelCounts().contains(pair.columns()) && pair.candidates() == DETR_QUERIES;
                    RawTable table = RawTable.rows(pair.candidates() * 4, pair.columns());
                    ActivatedScores scores = background
                            ? ActivatedScores.classes(table, pair.columns() - 1, Activation.SOFTMAX)
                                    .withBackground(pair.columns() - 1)
                            : ActivatedScores.classes(table, pair.columns(), Activation.SIGMOID);
                    return graph(
                            outputs,
                            pair,
                            BoxCoding.centre(outputs.width(), outputs.height()),
                            scores,
                            "detr",
                            1,
                            "logits beside boxes of queries, "
                                    + (background ? "the last column taken as \"no object\"" : "each class by itself"));
                });
    }

    /** Boxes beside scores per anchor: decoded corners, or offsets from the priors of a detector that is known. */
    static Optional<DetectorGraph> ssd(DetectorOutputs outputs) {
        return pair(outputs).flatMap(pair -> {
            Set<String> makers = outputs.makers(pair.scores().name());
            Activation activation =
                    makers.contains("Softmax") || makers.contains("Sigmoid") ? Activation.NONE : Activation.SOFTMAX;
            boolean background = !makers.contains("Sigmoid")
                    && (pair.columns() == 2 || !outputs.labelCounts().contains(pair.columns()))
                    && pair.columns() > 1;
            RawTable table = RawTable.rows(pair.candidates() * 4, pair.columns());
            ActivatedScores scores =
                    ActivatedScores.classes(table, background ? pair.columns() - 1 : pair.columns(), activation);
            return coding(outputs, pair)
                    .map(coding -> graph(
                            outputs,
                            pair,
                            coding,
                            background ? scores.withBackground(0) : scores,
                            "ssd",
                            SUPPRESSION,
                            "boxes beside scores per anchor"
                                    + (background ? ", the first column taken as background" : "")));
        });
    }

    private static Optional<BoxCoding> coding(DetectorOutputs outputs, Pair pair) {
        if (!outputs.isRaw(pair.boxes().name())) {
            return Optional.of(BoxCoding.corners(outputs.width(), outputs.height()));
        }
        return UltraFacePriors.of(outputs.width(), outputs.height())
                .filter(priors -> priors.length == pair.candidates())
                .map(priors -> BoxCoding.priors(priors, 0.1, 0.2, outputs.width(), outputs.height()));
    }

    private static Optional<Pair> pair(DetectorOutputs outputs) {
        for (Output boxes : outputs.known()) {
            if (boxes.rank() != 3 || boxes.dim(2) != 4 || boxes.isNamed("score") || boxes.isNamed("logit")) {
                continue;
            }
            Optional<Output> scores = outputs.known().stream()
                    .filter(other -> !other.name().equals(boxes.name()))
                    .filter(other -> other.rank() == 3 && other.dim(1) == boxes.dim(1))
                    .findFirst();
            if (scores.isPresent()) {
                return Optional.of(new Pair(boxes, scores.get()));
            }
        }
        return Optional.empty();
    }

    private static DetectorGraph graph(
            DetectorOutputs outputs,
            Pair pair,
            BoxCoding coding,
            ActivatedScores scores,
            String name,
            double suppression,
            String why) {
        DetectionHead head = new DetectionHead(pair.candidates(), RawTable.rows(0, 4), coding, scores);
        return DetectorGraph.of(
                outputs.graph(),
                List.of(pair.boxes().name(), pair.scores().name()),
                new DetectionLayout(name, List.of(head), List.of(), THRESHOLD, suppression, ""),
                why);
    }
}
