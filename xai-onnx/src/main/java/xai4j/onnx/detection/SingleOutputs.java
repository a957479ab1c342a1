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

    /** RT-DETR as Ultralytics exports it: {@code [1, Q, 4 + K]}, all of it in [0, 1], told from finished lists by classes that are no whole numbers. */
    static Optional<DetectorGraph> queries(DetectorOutputs outputs) {
        return outputs.known().stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1)
                .filter(output -> outputs.isSaid("rtdetr-table")
                        || table(outputs, output).isQueries()
                                && outputs.known().size() == 1
                                && outputs.areProbabilities(output.name())
                                && !areWhole(outputs, output))
                .filter(output -> table(outputs, output).fields() > TableLayouts.BOX)
                .findFirst()
                .map(output -> {
                    DetectionLayout found = table(outputs, output).queries();
                    return DetectorGraph.of(outputs, List.of(output.name()), found, found.why());
                });
    }

    private static boolean areWhole(DetectorOutputs outputs, Output output) {
        float[] numbers = outputs.blank().numbers(output.name());
        boolean whole = true;
        for (int i = output.dim(2) - 1; i < numbers.length; i += output.dim(2)) {
            whole &= numbers[i] == Math.rint(numbers[i]);
        }
        return whole;
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
                        || outputs.wanted().isPresent() && Math.min(output.dim(1), output.dim(2)) > TableLayouts.BOX)
                .findFirst()
                .filter(fits)
                .flatMap(output -> layout.apply(table(outputs, output))
                        .map(found -> DetectorGraph.of(outputs, List.of(output.name()), found, found.why())));
    }

    private static TableLayouts table(DetectorOutputs outputs, Output output) {
        return TableLayouts.of(output.dim(1), output.dim(2), outputs.width(), outputs.height(), outputs.labelCounts());
    }
}
