package xai4j.onnx.detection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

    private static final List<String> BOXES = List.of("box", "loc", "dets");
    private static final List<String> SCORES = List.of("score", "logit", "label", "conf", "cls", "prob");

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
        return pair(outputs).filter(PairedOutputs::isNamedQueries).map(pair -> {
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

    /** DETR, Conditional DETR, RF-DETR ({@code dets} beside {@code labels}). */
    private static boolean isNamedQueries(Pair pair) {
        return pair.boxes().isNamed("pred_box")
                || pair.boxes().isNamed("box") && pair.scores().isNamed("logit")
                || pair.boxes().isNamed("dets") && pair.scores().isNamed("labels");
    }

    /** UltraFace: one class and a background over as many anchors as its priors are; decoded in the graph, or offsets from them. */
    static Optional<DetectorGraph> ultraFace(DetectorOutputs outputs) {
        return anchored(
                outputs,
                "ultraface",
                pair -> pair.columns() == 2 && priors(outputs, pair).isPresent());
    }

    /** Boxes beside scores per anchor: corners, in pixels or shares of the picture. */
    static Optional<DetectorGraph> ssd(DetectorOutputs outputs) {
        return anchored(outputs, "ssd", pair -> true);
    }

    private static Optional<DetectorGraph> anchored(DetectorOutputs outputs, String name, Predicate<Pair> known) {
        return pair(outputs).filter(known).flatMap(pair -> {
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
                            name,
                            SUPPRESSION,
                            "boxes beside scores per anchor"
                                    + (background ? ", the first column taken as background" : "")));
        });
    }

    private static Optional<BoxCoding> coding(DetectorOutputs outputs, Pair pair) {
        if (!outputs.isRaw(pair.boxes().name())) {
            boolean shares = outputs.areShares(pair.boxes().name());
            return Optional.of(BoxCoding.corners(shares ? outputs.width() : 1, shares ? outputs.height() : 1));
        }
        return priors(outputs, pair)
                .map(priors -> BoxCoding.priors(priors, 0.1, 0.2, outputs.width(), outputs.height()));
    }

    private static Optional<float[][]> priors(DetectorOutputs outputs, Pair pair) {
        return Optional.of(UltraFacePriors.of(outputs.width(), outputs.height()))
                .filter(priors -> priors.length == pair.candidates());
    }

    /** What is named as boxes before what only has their shape; the same for scores. */
    private static Optional<Pair> pair(DetectorOutputs outputs) {
        return outputs.known().stream()
                .filter(boxes -> boxes.rank() == 3 && boxes.dim(2) == 4 && !isNamed(boxes, SCORES))
                .sorted(Comparator.comparing(boxes -> !isNamed(boxes, BOXES)))
                .flatMap(boxes -> outputs.known().stream()
                        .filter(other -> !other.name().equals(boxes.name()))
                        .filter(other -> other.rank() == 3 && other.dim(1) == boxes.dim(1))
                        .min(Comparator.comparing(other -> !isNamed(other, SCORES)))
                        .map(scores -> new Pair(boxes, scores))
                        .stream())
                .findFirst();
    }

    private static boolean isNamed(Output output, List<String> parts) {
        return parts.stream().anyMatch(output::isNamed);
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
                outputs,
                List.of(pair.boxes().name(), pair.scores().name()),
                new DetectionLayout(name, List.of(head), List.of(), THRESHOLD, suppression, ""),
                why);
    }
}
