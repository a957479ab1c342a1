package xai4j.onnx.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.onnx.detection.DetectorOutputs.Output;

/** YOLOv5 and YOLOv7 without their last layer: {@code [1, 3, h, w, 5 + K]} per stride, before the sigmoid. */
final class AnchorHeads {
    private static final double THRESHOLD = 0.25;
    private static final double SUPPRESSION = 0.45;
    private static final int BOX = 4;
    private static final int[] STRIDES = {8, 16, 32};

    private static final int PER_CELL = 3;

    /** Width and height in pixels, stride by stride, as the published YOLOv5 has them. */
    private static final double[][][] YOLOV5 = {
        {{10, 13}, {16, 30}, {33, 23}}, {{30, 61}, {62, 45}, {59, 119}}, {{116, 90}, {156, 198}, {373, 326}}
    };

    /** The same of the published YOLOv7. */
    private static final double[][][] YOLOV7 = {
        {{12, 16}, {19, 36}, {40, 28}}, {{36, 75}, {76, 55}, {72, 146}}, {{142, 110}, {192, 243}, {459, 401}}
    };

    private AnchorHeads() {}

    /** With YOLOv5's anchors, as the file does not hold them. */
    static Optional<DetectorGraph> yolov5(DetectorOutputs outputs) {
        return read(
                outputs,
                "yolov5-heads",
                YOLOV5,
                "YOLOv5's published anchors are taken, YOLOv7's are by --detections yolov7-heads");
    }

    /** With YOLOv7's, which nothing in the file tells from YOLOv5's. */
    static Optional<DetectorGraph> yolov7(DetectorOutputs outputs) {
        return outputs.isSaid("yolov7-heads")
                ? read(outputs, "yolov7-heads", YOLOV7, "YOLOv7's published anchors are taken")
                : Optional.empty();
    }

    private static Optional<DetectorGraph> read(
            DetectorOutputs outputs, String name, double[][][] anchors, String taken) {
        List<DetectionHead> heads = new ArrayList<>();
        List<String> joined = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < STRIDES.length; i++) {
            Optional<Output> found = head(outputs, STRIDES[i]);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            int columns = outputs.columns(STRIDES[i]);
            int rows = outputs.rows(STRIDES[i]);
            int fields = found.get().dim(4);
            RawTable table = RawTable.rows(offset, fields);
            heads.add(new DetectionHead(
                    anchors[i].length * rows * columns,
                    table,
                    BoxCoding.doubledCells(columns, rows, STRIDES[i], anchors[i]),
                    ActivatedScores.classes(table.from(BOX + 1), fields - BOX - 1, Activation.SIGMOID)
                            .timesObjectness(table.from(BOX), Activation.SIGMOID, 1, 1)));
            joined.add(found.get().name());
            offset += anchors[i].length * rows * columns * fields;
        }
        return Optional.of(DetectorGraph.of(
                outputs,
                joined,
                new DetectionLayout(name, heads, List.of(), THRESHOLD, SUPPRESSION, ""),
                "three anchors per cell of strides 8, 16, 32 before their sigmoid; " + taken));
    }

    private static Optional<Output> head(DetectorOutputs outputs, int stride) {
        return outputs.known().stream()
                .filter(output -> output.rank() == 5 && output.dim(0) == 1 && output.dim(1) == PER_CELL)
                .filter(output -> output.dim(2) == outputs.rows(stride) && output.dim(3) == outputs.columns(stride))
                .filter(output -> output.dim(4) > BOX + 1)
                .findFirst();
    }
}
