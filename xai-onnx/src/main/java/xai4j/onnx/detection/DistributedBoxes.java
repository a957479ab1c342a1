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

/** Detectors whose boxes are distributions over distances: classes and four times eight numbers per cell of four strides. */
final class DistributedBoxes {
    private static final double THRESHOLD = 0.4;
    private static final double SUPPRESSION = 0.5;
    private static final int[] STRIDES = {8, 16, 32, 64};
    private static final int BINS = 8;
    private static final int BOX = 4 * BINS;
    private static final int COCO = 80;

    /** NanoDet measures from the cell's corner, PicoDet from its middle. */
    private static final double NANODET = 0;

    private static final double PICODET = 0.5;

    private DistributedBoxes() {}

    /** NanoDet-Plus: one table {@code [1, N, K + 32]}. */
    static Optional<DetectorGraph> joined(DetectorOutputs outputs) {
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
                    NANODET,
                    table.from(fields - BOX),
                    table,
                    fields - BOX,
                    activation(outputs, output)));
            first += outputs.cells(stride);
        }
        return graph(outputs, "nanodet", heads, List.of(output.name()), fields - BOX);
    }

    /** PicoDet: classes {@code [1, n, K]} and boxes {@code [1, n, 32]} per stride. */
    static Optional<DetectorGraph> perStride(DetectorOutputs outputs) {
        List<DetectionHead> heads = new ArrayList<>();
        List<String> joined = new ArrayList<>();
        int offset = 0;
        int classes = 0;
        for (int stride : STRIDES) {
            List<Output> own = outputs.known().stream()
                    .filter(output -> output.rank() == 3 && output.dim(1) == outputs.cells(stride))
                    .toList();
            if (own.size() != 2 || own.stream().noneMatch(output -> output.dim(2) == BOX)) {
                return Optional.empty();
            }
            int at = own.get(1).dim(2) == BOX ? 1 : 0;
            Output boxes = own.get(at);
            Output scores = own.get(1 - at);
            classes = scores.dim(2);
            int cells = outputs.cells(stride);
            heads.add(head(
                    outputs,
                    stride,
                    PICODET,
                    RawTable.rows(offset + cells * classes, BOX),
                    RawTable.rows(offset, classes),
                    classes,
                    activation(outputs, scores)));
            joined.add(scores.name());
            joined.add(boxes.name());
            offset += cells * (classes + BOX);
        }
        return Optional.of(graph(outputs, "picodet", heads, joined, classes));
    }

    private static Activation activation(DetectorOutputs outputs, Output scores) {
        return outputs.makers(scores.name()).contains("Sigmoid") ? Activation.NONE : Activation.SIGMOID;
    }

    private static DetectionHead head(
            DetectorOutputs outputs,
            int stride,
            double centre,
            RawTable boxes,
            RawTable scores,
            int classes,
            Activation activation) {
        return new DetectionHead(
                outputs.cells(stride),
                boxes,
                BoxCoding.distances(outputs.columns(stride), stride, centre, BINS),
                ActivatedScores.classes(scores, classes, activation));
    }

    private static DetectorGraph graph(
            DetectorOutputs outputs, String name, List<DetectionHead> heads, List<String> joined, int classes) {
        return DetectorGraph.of(
                outputs,
                joined,
                new DetectionLayout(name, heads, List.of(), THRESHOLD, SUPPRESSION, ""),
                classes + " classes and boxes as distributions over distances per cell of strides 8, 16, 32, 64");
    }
}
