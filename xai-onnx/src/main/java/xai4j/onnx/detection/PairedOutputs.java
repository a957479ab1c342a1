package xai4j.onnx.detection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.PairLayouts;
import xai4j.model.detection.PairLayouts.Scored;
import xai4j.model.detection.RawTable;
import xai4j.model.detection.SsdPriors;
import xai4j.onnx.detection.DetectorOutputs.Output;

/**
 * An output of boxes {@code [1, A, 4]} beside one of scores {@code [1, A, K]}; each may have its candidates last, as PaddleDetection's scores and
 * NVIDIA's SSD have, and boxes an axis of one, {@code [1, A, 1, 4]}, as the YOLOv4 of PyTorch has.
 */
final class PairedOutputs {
    private static final int BOX = 4;
    private static final int FEWEST = 8;

    private static final List<String> BOXES = List.of("box", "loc", "dets");
    private static final List<String> SCORES = List.of("score", "logit", "label", "conf", "cls", "prob");

    private static final Set<String> LAYERS = Set.of("Conv", "Gemm", "MatMul", "BatchNormalization");

    private PairedOutputs() {}

    /** The outputs, how many candidates there are, and which of both has them last. */
    private record Pair(
            Output boxes, Output scores, int candidates, int columns, boolean boxesByColumn, boolean scoresByColumn) {
        PairLayouts layouts(DetectorOutputs outputs) {
            int first = candidates * BOX;
            return new PairLayouts(
                    candidates,
                    boxesByColumn ? RawTable.columns(0, candidates) : RawTable.rows(0, BOX),
                    scoresByColumn ? RawTable.columns(first, candidates) : RawTable.rows(first, columns),
                    columns,
                    outputs.labelCounts());
        }
    }

    /** DETR and its kin: {@code pred_boxes} beside {@code logits}. */
    static Optional<DetectorGraph> detr(DetectorOutputs outputs) {
        return pair(outputs)
                .filter(pair -> isNamedQueries(outputs, pair))
                .map(pair -> graph(outputs, pair, pair.layouts(outputs).detr(outputs.width(), outputs.height())));
    }

    /** DETR, Conditional DETR, RF-DETR ({@code dets} beside {@code labels}); YOLO-NAS has {@code pred_boxes}, too, but probabilities. */
    private static boolean isNamedQueries(DetectorOutputs outputs, Pair pair) {
        return pair.boxes().isNamed("pred_box") && scored(outputs, pair) == Scored.LOGITS
                || pair.boxes().isNamed("box") && pair.scores().isNamed("logit")
                || pair.boxes().isNamed("dets") && pair.scores().isNamed("labels");
    }

    /** UltraFace: one class and a background over as many anchors as its priors are; decoded in the graph, or offsets from them. */
    static Optional<DetectorGraph> ultraFace(DetectorOutputs outputs) {
        return anchored(outputs, "ultraface", pair -> {
            float[][] priors = UltraFacePriors.of(outputs.width(), outputs.height());
            return pair.columns() == 2 && priors.length == pair.candidates()
                    ? decoded(outputs, pair).or(() -> Optional.of(offsets(outputs, priors)))
                    : Optional.empty();
        });
    }

    /** SSD300 as NVIDIA's DeepLearningExamples have it: offsets from its default boxes. */
    static Optional<DetectorGraph> ssd300(DetectorOutputs outputs) {
        return anchored(outputs, "ssd300", pair -> {
            float[][] priors = SsdPriors.ssd300();
            return priors.length == pair.candidates() && decoded(outputs, pair).isEmpty()
                    ? Optional.of(offsets(outputs, priors))
                    : Optional.empty();
        });
    }

    /** Boxes beside scores per anchor: corners, in pixels or shares of the picture. */
    static Optional<DetectorGraph> ssd(DetectorOutputs outputs) {
        return anchored(outputs, "ssd", pair -> decoded(outputs, pair));
    }

    private static Optional<DetectorGraph> anchored(
            DetectorOutputs outputs, String name, Function<Pair, Optional<BoxCoding>> coding) {
        return pair(outputs).flatMap(pair -> coding.apply(pair)
                .map(found ->
                        graph(outputs, pair, pair.layouts(outputs).anchored(name, found, scored(outputs, pair)))));
    }

    private static Optional<BoxCoding> decoded(DetectorOutputs outputs, Pair pair) {
        if (outputs.isRaw(pair.boxes().name())) {
            return Optional.empty();
        }
        boolean shares = outputs.areShares(pair.boxes().name());
        return Optional.of(BoxCoding.corners(shares ? outputs.width() : 1, shares ? outputs.height() : 1));
    }

    private static BoxCoding offsets(DetectorOutputs outputs, float[][] priors) {
        return BoxCoding.priors(priors, 0.1, 0.2, outputs.width(), outputs.height());
    }

    /** By the last operator, or, where that is neither an activation nor a layer, by what it makes of a blank picture. */
    private static Scored scored(DetectorOutputs outputs, Pair pair) {
        Set<String> makers = outputs.makers(pair.scores().name());
        if (makers.contains("Softmax")) {
            return Scored.DISTRIBUTION;
        }
        if (makers.contains("Sigmoid")) {
            return Scored.BY_CLASS;
        }
        boolean computed = makers.stream().noneMatch(LAYERS::contains);
        return computed && outputs.areProbabilities(pair.scores().name()) ? Scored.BY_CLASS : Scored.LOGITS;
    }

    /** What is named as boxes before what only has their shape; the same for scores. */
    private static Optional<Pair> pair(DetectorOutputs outputs) {
        return outputs.known().stream()
                .filter(boxes -> isBoxes(boxes) && !isNamed(boxes, SCORES))
                .sorted(Comparator.<Output, Boolean>comparing(boxes -> !isNamed(boxes, BOXES))
                        .thenComparing(PairedOutputs::isByColumn))
                .flatMap(boxes -> outputs.known().stream()
                        .filter(other -> !other.name().equals(boxes.name()))
                        .flatMap(other -> pair(boxes, other).stream())
                        .min(Comparator.<Pair, Boolean>comparing(pair -> !isNamed(pair.scores(), SCORES))
                                .thenComparing(pair -> pair.boxesByColumn() != pair.scoresByColumn()))
                        .stream())
                .findFirst();
    }

    private static boolean isBoxes(Output output) {
        return output.rank() == 3 && (output.dim(2) == BOX || output.dim(1) == BOX && output.dim(2) >= FEWEST)
                || output.rank() == 4 && output.dim(2) == 1 && output.dim(3) == BOX && output.dim(0) == 1;
    }

    private static boolean isByColumn(Output boxes) {
        return boxes.rank() == 3 && boxes.dim(2) != BOX;
    }

    private static Optional<Pair> pair(Output boxes, Output other) {
        boolean byColumn = isByColumn(boxes);
        int candidates = boxes.dim(byColumn ? 2 : 1);
        if (other.rank() != 3) {
            return Optional.empty();
        }
        if (!byColumn && other.dim(1) == candidates) {
            return Optional.of(new Pair(boxes, other, candidates, other.dim(2), false, false));
        }
        // few candidates are as well any other number
        boolean last = candidates >= FEWEST && other.dim(2) == candidates;
        return last ? Optional.of(new Pair(boxes, other, candidates, other.dim(1), byColumn, true)) : Optional.empty();
    }

    private static boolean isNamed(Output output, List<String> parts) {
        return parts.stream().anyMatch(output::isNamed);
    }

    private static DetectorGraph graph(DetectorOutputs outputs, Pair pair, DetectionLayout layout) {
        return DetectorGraph.of(
                outputs, List.of(pair.boxes().name(), pair.scores().name()), layout, layout.why());
    }
}
