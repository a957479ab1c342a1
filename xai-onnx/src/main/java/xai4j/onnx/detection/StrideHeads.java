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

/** A class, box and objectness output per stride. */
final class StrideHeads {
    private static final double THRESHOLD = 0.5;
    private static final double SUPPRESSION = 0.3;

    private StrideHeads() {}

    /**
     * YuNet: {@code cls_S}, {@code obj_S} {@code [N, n, 1]} and {@code bbox_S} {@code [N, n, 4]} for strides S, both already probabilities; the score
     * is the root of their product.
     */
    static Optional<DetectorGraph> yunet(DetectorOutputs outputs) {
        List<String> joined = new ArrayList<>();
        List<DetectionHead> heads = new ArrayList<>();
        int offset = 0;
        for (int stride : new int[] {8, 16, 32, 64}) {
            Optional<Output> classes = named(outputs, "cls_" + stride);
            Optional<Output> objects = named(outputs, "obj_" + stride);
            Optional<Output> boxes = named(outputs, "bbox_" + stride);
            if (classes.isEmpty() || objects.isEmpty() || boxes.isEmpty()) {
                continue;
            }
            int candidates = classes.get().dim(1);
            int count = classes.get().dim(2);
            RawTable classTable = RawTable.rows(offset, count);
            RawTable objectTable = RawTable.rows(offset + candidates * count, 1);
            RawTable boxTable = RawTable.rows(offset + candidates * (count + 1), 4);
            heads.add(new DetectionHead(
                    candidates,
                    boxTable,
                    BoxCoding.cells(outputs.width() / stride, stride),
                    ActivatedScores.classes(classTable, count, Activation.NONE)
                            .timesObjectness(objectTable, Activation.NONE, 0.5, 0.5)));
            joined.addAll(List.of(
                    classes.get().name(), objects.get().name(), boxes.get().name()));
            offset += candidates * (count + 5);
        }
        return heads.isEmpty()
                ? Optional.empty()
                : Optional.of(DetectorGraph.of(
                        outputs,
                        joined,
                        new DetectionLayout("yunet", heads, List.of(), THRESHOLD, SUPPRESSION, ""),
                        "outputs cls_S, obj_S and bbox_S per stride S"));
    }

    private static Optional<Output> named(DetectorOutputs outputs, String name) {
        return outputs.known().stream()
                .filter(output -> output.name().equals(name) && output.rank() == 3)
                .findFirst();
    }
}
