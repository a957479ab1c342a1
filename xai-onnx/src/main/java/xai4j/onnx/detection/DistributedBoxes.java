package xai4j.onnx.detection;

import java.util.ArrayList;
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

/**
 * Detectors whose boxes are distributions over distances: classes and four times eight numbers (eleven for the larger NanoDets) per cell of three or
 * four strides. The layouts are those of the exports of RangiLyu's NanoDet and of PaddleDetection.
 */
final class DistributedBoxes {
    private static final double THRESHOLD = 0.4;
    private static final double SUPPRESSION = 0.5;
    private static final int[] STRIDES = {8, 16, 32, 64};
    private static final int FEWEST_STRIDES = 3;
    private static final int SIDES = 4;
    private static final int BINS = 8;
    private static final int BOX = SIDES * BINS;
    private static final List<Integer> BOXES = List.of(BOX, SIDES * 11);
    private static final Set<String> LAYERS = Set.of("Conv", "BatchNormalization");
    private static final String NAMED = "dis_pred";
    private static final int COCO = 80;

    /** NanoDet-Plus measures from the cell's corner, the first NanoDet and PicoDet from its middle. */
    private static final double CORNER = 0;

    private static final double MIDDLE = 0.5;

    private DistributedBoxes() {}

    /** NanoDet-Plus: one table {@code [1, N, K + 32]}. */
    private static Optional<DetectorGraph> joined(DetectorOutputs outputs) {
        int cells = 0;
        for (int stride : STRIDES) {
            cells += outputs.cells(stride);
        }
        int candidates = cells;
        return outputs.known().stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1 && output.dim(1) == candidates)
                .filter(output -> output.dim(2) > BOX && isNanoDet(outputs, output.dim(2)))
                .findFirst()
                .map(output -> joined(outputs, output));
    }

    private static boolean isNanoDet(DetectorOutputs outputs, int fields) {
        Set<Integer> labels = outputs.labelCounts();
        return outputs.isSaid("nanodet") || labels.contains(fields - BOX) || labels.isEmpty() && fields - BOX == COCO;
    }

    private static DetectorGraph joined(DetectorOutputs outputs, Output output) {
        int fields = output.dim(2);
        List<DetectionHead> heads = new ArrayList<>();
        int first = 0;
        for (int stride : STRIDES) {
            RawTable table = RawTable.rows(first * fields, fields);
            heads.add(head(
                    outputs,
                    stride,
                    CORNER,
                    BINS,
                    table.from(fields - BOX),
                    table,
                    fields - BOX,
                    activation(outputs, output)));
            first += outputs.cells(stride);
        }
        return graph(outputs, "nanodet", heads, List.of(output.name()), fields - BOX);
    }

    /** NanoDet: one table, or for each stride {@code cls_pred_stride_S} and {@code dis_pred_stride_S}. */
    static Optional<DetectorGraph> nanoDet(DetectorOutputs outputs) {
        boolean named = outputs.known().stream().anyMatch(output -> output.isNamed(NAMED));
        return named ? perStride(outputs, "nanodet") : joined(outputs);
    }

    /** PicoDet: classes {@code [1, n, K]} of all strides before boxes {@code [1, n, 32]} of all. */
    static Optional<DetectorGraph> picoDet(DetectorOutputs outputs) {
        return perStride(outputs, "picodet");
    }

    private static Optional<DetectorGraph> perStride(DetectorOutputs outputs, String name) {
        List<DetectionHead> heads = new ArrayList<>();
        List<String> joined = new ArrayList<>();
        int offset = 0;
        int classes = 0;
        for (int stride : STRIDES) {
            List<Output> own = outputs.known().stream()
                    .filter(output -> output.rank() == 3 && output.dim(1) == outputs.cells(stride))
                    .toList();
            if (own.isEmpty() && heads.size() == FEWEST_STRIDES) {
                break;
            }
            Optional<Output> found = boxes(own);
            if (own.size() != 2 || found.isEmpty()) {
                return Optional.empty();
            }
            Output boxes = found.get();
            Output scores = own.get(own.get(0).equals(boxes) ? 1 : 0);
            classes = scores.dim(2);
            int cells = outputs.cells(stride);
            heads.add(head(
                    outputs,
                    stride,
                    MIDDLE,
                    boxes.dim(2) / SIDES,
                    RawTable.rows(offset + cells * classes, boxes.dim(2)),
                    RawTable.rows(offset, classes),
                    classes,
                    activation(outputs, scores)));
            joined.add(scores.name());
            joined.add(boxes.name());
            offset += cells * (classes + boxes.dim(2));
        }
        return Optional.of(graph(outputs, name, heads, joined, classes));
    }

    /** Of two outputs of one stride the one that is named so, or else the last that has as many numbers as distributions have. */
    private static Optional<Output> boxes(List<Output> own) {
        List<Output> fitting =
                own.stream().filter(output -> BOXES.contains(output.dim(2))).toList();
        return fitting.stream()
                .filter(output -> output.isNamed(NAMED))
                .findFirst()
                .or(() -> fitting.stream().reduce((first, last) -> last));
    }

    /** Out of a convolution come logits; PicoDet's later heads end in the root of a product of two probabilities. */
    private static Activation activation(DetectorOutputs outputs, Output scores) {
        return outputs.makers(scores.name()).stream().allMatch(LAYERS::contains) ? Activation.SIGMOID : Activation.NONE;
    }

    private static DetectionHead head(
            DetectorOutputs outputs,
            int stride,
            double centre,
            int bins,
            RawTable boxes,
            RawTable scores,
            int classes,
            Activation activation) {
        return new DetectionHead(
                outputs.cells(stride),
                boxes,
                BoxCoding.distances(outputs.columns(stride), stride, centre, bins),
                ActivatedScores.classes(scores, classes, activation));
    }

    private static DetectorGraph graph(
            DetectorOutputs outputs, String name, List<DetectionHead> heads, List<String> joined, int classes) {
        return DetectorGraph.of(
                outputs,
                joined,
                new DetectionLayout(name, heads, List.of(), THRESHOLD, SUPPRESSION, ""),
                classes + " classes and boxes as distributions over distances per cell of " + heads.size()
                        + " strides from 8 on");
    }
}
