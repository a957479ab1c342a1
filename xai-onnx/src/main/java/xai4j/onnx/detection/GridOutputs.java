package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.onnx.detection.DetectorOutputs.Output;

/** One map {@code [N, C, h, w]} whose channels hold boxes and scores per cell. */
final class GridOutputs {
    private static final double THRESHOLD = 0.4;
    private static final double SUPPRESSION = 0.45;

    /** Width and height in cells, of YOLOv2 on COCO; Azure Custom Vision's compact object detection has the same. */
    private static final double[][] COCO = {{0.573, 0.677}, {1.87, 2.06}, {3.34, 5.47}, {7.88, 3.53}, {9.77, 9.17}};

    /** The same for YOLOv2 on Pascal VOC. */
    private static final double[][] VOC = {{1.08, 1.19}, {3.42, 4.41}, {6.63, 11.38}, {9.42, 5.11}, {16.62, 10.52}};

    private static final int VOC_CLASSES = 20;
    private static final int BOX = 4;

    private GridOutputs() {}

    /** FastestDet: objectness, box, classes, activated in the graph; score = objectness^0.6 · class^0.4. */
    static Optional<DetectorGraph> fastestDet(DetectorOutputs outputs) {
        return map(outputs)
                .filter(map -> outputs.makers(map.name()).contains("Softmax")
                        && outputs.makers(map.name()).contains("Sigmoid"))
                .map(map -> {
                    int cells = map.dim(2) * map.dim(3);
                    RawTable raw = RawTable.columns(0, cells);
                    DetectionHead head = new DetectionHead(
                            cells,
                            raw.from(1),
                            BoxCoding.squashedCells(map.dim(3), map.dim(2), outputs.width(), outputs.height()),
                            ActivatedScores.classes(raw.from(5), map.dim(1) - 5, Activation.NONE)
                                    .timesObjectness(raw, Activation.NONE, 0.6, 0.4));
                    return graph(outputs, map, "fastestdet", head, "objectness, box and classes per cell of one map");
                });
    }

    /** Azure Custom Vision's object detection, known by the name that it gives its output. */
    static Optional<DetectorGraph> customVision(DetectorOutputs outputs) {
        return anchored(outputs, "customvision", COCO, map -> map.isNamed("model_outputs"));
    }

    /** YOLOv2 on Pascal VOC, known by its twenty classes. */
    static Optional<DetectorGraph> yolov2Voc(DetectorOutputs outputs) {
        return anchored(outputs, "yolov2-voc", VOC, map -> map.dim(1) == VOC.length * (BOX + 1 + VOC_CLASSES));
    }

    /** YOLOv2 with the anchors of COCO. */
    static Optional<DetectorGraph> yolov2(DetectorOutputs outputs) {
        return anchored(outputs, "yolov2", COCO, map -> true);
    }

    /** Five anchors per cell, each with box, objectness and classes before their activations. */
    private static Optional<DetectorGraph> anchored(
            DetectorOutputs outputs, String name, double[][] anchors, Predicate<Output> known) {
        return map(outputs)
                .filter(map -> map.dim(1) % anchors.length == 0 && map.dim(1) / anchors.length > BOX + 1)
                .filter(map -> outputs.isRaw(map.name()))
                .filter(map -> outputs.isSaid(name) || known.test(map))
                .map(map -> {
                    int cells = map.dim(2) * map.dim(3);
                    int fields = map.dim(1) / anchors.length;
                    RawTable table = RawTable.anchors(0, fields, cells);
                    DetectionHead head = new DetectionHead(
                            cells * anchors.length,
                            table,
                            BoxCoding.anchoredCells(map.dim(3), map.dim(2), outputs.width(), outputs.height(), anchors),
                            ActivatedScores.classes(table.from(BOX + 1), fields - BOX - 1, Activation.SOFTMAX)
                                    .timesObjectness(table.from(BOX), Activation.SIGMOID, 1, 1));
                    return graph(
                            outputs,
                            map,
                            name,
                            head,
                            "five anchors per cell, each with box, objectness and " + (fields - BOX - 1)
                                    + " classes; anchors taken from " + (anchors == VOC ? "Pascal VOC" : "COCO"));
                });
    }

    private static Optional<Output> map(DetectorOutputs outputs) {
        List<Output> maps = outputs.known().stream()
                .filter(output -> output.rank() == 4 && output.dim(0) == 1)
                .filter(output -> output.dim(2) > 1 && output.dim(3) > 1 && output.dim(1) > 5)
                .filter(output -> isStride(outputs.width(), output.dim(3)) && isStride(outputs.height(), output.dim(2)))
                .toList();
        return maps.size() == 1 && outputs.known().size() == 1 ? Optional.of(maps.get(0)) : Optional.empty();
    }

    private static boolean isStride(int pixels, int cells) {
        return pixels / cells == 16 || pixels / cells == 32;
    }

    private static DetectorGraph graph(
            DetectorOutputs outputs, Output map, String name, DetectionHead head, String why) {
        return DetectorGraph.of(
                outputs,
                List.of(map.name()),
                new DetectionLayout(name, List.of(head), List.of(), THRESHOLD, SUPPRESSION, ""),
                why);
    }
}
