package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.TableLayouts;
import xai4j.onnx.detection.DetectorOutputs.Output;

/** One table of candidates with everything in it, as the YOLO family exports it. */
final class SingleOutputs {
    private static final int BOX = 4;

    private SingleOutputs() {}

    /** YOLOv8, v9, v11: {@code [1, 4 + K, N]}. */
    static Optional<DetectorGraph> yolov8(DetectorOutputs outputs) {
        return read(
                outputs,
                output -> outputs.isSaid("yolov8") || table(outputs, output).lacksObjectness(),
                table -> Optional.of(table.yolov8()));
    }

    /** YOLOv5, v7: {@code [1, N, 5 + K]}. */
    static Optional<DetectorGraph> yolov5(DetectorOutputs outputs) {
        return read(outputs, output -> outputs.isSaid("yolov5") || !isUndecoded(outputs, output), TableLayouts::yolov5);
    }

    /** YOLOX: as YOLOv5 with one candidate per cell, whose box is still relative to the cell. */
    static Optional<DetectorGraph> yolox(DetectorOutputs outputs) {
        return read(outputs, output -> true, TableLayouts::yolox);
    }

    /** One candidate per cell of the usual grids and a box that no multiplication has decoded. */
    private static boolean isUndecoded(DetectorOutputs outputs, Output output) {
        return table(outputs, output).isPerCell()
                && outputs.makers(output.name()).stream().noneMatch(List.of("Mul", "Exp", "Pow", "Div")::contains);
    }

    private static Optional<DetectorGraph> read(
            DetectorOutputs outputs, Predicate<Output> fits, Function<TableLayouts, Optional<DetectionLayout>> layout) {
        return outputs.known().stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1)
                .filter(output -> table(outputs, output).isLikely()
                        || outputs.wanted().isPresent() && Math.min(output.dim(1), output.dim(2)) > BOX)
                .findFirst()
                .filter(fits)
                .flatMap(output -> layout.apply(table(outputs, output))
                        .map(found -> DetectorGraph.of(outputs, List.of(output.name()), found, found.why())));
    }

    private static TableLayouts table(DetectorOutputs outputs, Output output) {
        return TableLayouts.of(output.dim(1), output.dim(2), outputs.width(), outputs.height(), outputs.labelCounts());
    }
}
