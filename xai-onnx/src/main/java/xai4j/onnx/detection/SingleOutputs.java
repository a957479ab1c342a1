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
import xai4j.onnx.detection.DetectorOutputs.Grid;
import xai4j.onnx.detection.DetectorOutputs.Output;

/** One table of candidates with everything in it, as the YOLO family exports it. */
final class SingleOutputs {
    private static final double THRESHOLD = 0.25;
    private static final double SUPPRESSION = 0.45;
    private static final int BOX = 4;

    private SingleOutputs() {}

    /**
     * A table.
     *
     * @param name of the output
     * @param candidates N
     * @param fields C
     * @param byField whether it is {@code [1, C, N]} rather than {@code [1, N, C]}
     */
    private record Table(String name, int candidates, int fields, boolean byField) {
        RawTable raw() {
            return byField ? RawTable.columns(0, candidates) : RawTable.rows(0, fields);
        }
    }

    /** YOLOv8, v9, v11: {@code [1, 4 + K, N]}; centre and extents in pixels, classes after their sigmoid, no objectness. */
    static Optional<DetectorGraph> yolov8(DetectorOutputs outputs) {
        return table(outputs)
                .filter(table -> outputs.isSaid("yolov8") || lacksObjectness(outputs, table))
                .map(table -> {
                    int count = table.fields() - BOX;
                    DetectionHead head = new DetectionHead(
                            table.candidates(),
                            table.raw(),
                            BoxCoding.centre(1, 1),
                            ActivatedScores.classes(table.raw().from(BOX), count, Activation.NONE));
                    return graph(
                            outputs,
                            table,
                            "yolov8",
                            List.of(head),
                            "four numbers and " + count + " classes per candidate");
                });
    }

    /** One candidate per cell, fields before candidates or as many as labels, and no field more than labels need. */
    private static boolean lacksObjectness(DetectorOutputs outputs, Table table) {
        boolean single = outputs.grid(table.candidates()).map(Grid::perCell).orElse(1) == 1;
        boolean labelled = outputs.labelCounts().contains(table.fields() - BOX);
        boolean objectness = outputs.labelCounts().contains(table.fields() - BOX - 1);
        return single && (labelled || table.byField() && !objectness);
    }

    /** YOLOv5, v7: {@code [1, N, 5 + K]}; centre and extents in pixels, objectness and classes after their sigmoid. */
    static Optional<DetectorGraph> yolov5(DetectorOutputs outputs) {
        return table(outputs)
                .filter(table -> table.fields() > BOX + 1)
                .filter(table -> outputs.isSaid("yolov5") || !isUndecoded(outputs, table))
                .map(table -> {
                    DetectionHead head = new DetectionHead(
                            table.candidates(),
                            table.raw(),
                            BoxCoding.centre(1, 1),
                            scored(table.raw(), table.fields()));
                    return graph(
                            outputs,
                            table,
                            "yolov5",
                            List.of(head),
                            "four numbers, objectness and " + (table.fields() - BOX - 1) + " classes per candidate");
                });
    }

    /** YOLOX: as YOLOv5 with one candidate per cell, whose box is still relative to the cell. */
    static Optional<DetectorGraph> yolox(DetectorOutputs outputs) {
        return table(outputs).filter(table -> table.fields() > BOX + 1).flatMap(table -> outputs.grid(
                        table.candidates())
                .filter(grid -> grid.perCell() == 1)
                .map(grid -> {
                    List<DetectionHead> heads = new ArrayList<>();
                    int first = 0;
                    for (int stride : grid.strides()) {
                        int columns = outputs.columns(stride);
                        int cells = outputs.cells(stride);
                        RawTable raw = table.raw();
                        RawTable own = new RawTable(raw.at(first, 0), raw.candidateStep(), raw.fieldStep());
                        heads.add(new DetectionHead(
                                cells, own, BoxCoding.cells(columns, stride), scored(own, table.fields())));
                        first += cells;
                    }
                    return graph(
                            outputs,
                            table,
                            "yolox",
                            heads,
                            "one candidate per cell, whose box is relative to the cell");
                }));
    }

    /** One candidate per cell of the usual grids and a box that no multiplication has decoded. */
    private static boolean isUndecoded(DetectorOutputs outputs, Table table) {
        return outputs.grid(table.candidates())
                        .filter(grid -> grid.perCell() == 1)
                        .isPresent()
                && outputs.makers(table.name()).stream().noneMatch(List.of("Mul", "Exp", "Pow", "Div")::contains);
    }

    private static ActivatedScores scored(RawTable raw, int fields) {
        return ActivatedScores.classes(raw.from(BOX + 1), fields - BOX - 1, Activation.NONE)
                .timesObjectness(raw.from(BOX), Activation.NONE, 1, 1);
    }

    private static Optional<Table> table(DetectorOutputs outputs) {
        return outputs.known().stream()
                .filter(output -> output.rank() == 3 && output.dim(0) == 1)
                .filter(output -> Math.min(output.dim(1), output.dim(2)) > BOX)
                .filter(output -> outputs.wanted().isPresent()
                        || outputs.grid(Math.max(output.dim(1), output.dim(2)))
                                .isPresent())
                .map(SingleOutputs::table)
                .findFirst();
    }

    private static Table table(Output output) {
        boolean byField = output.dim(1) < output.dim(2);
        return new Table(
                output.name(), Math.max(output.dim(1), output.dim(2)), Math.min(output.dim(1), output.dim(2)), byField);
    }

    private static DetectorGraph graph(
            DetectorOutputs outputs, Table table, String name, List<DetectionHead> heads, String why) {
        return DetectorGraph.of(
                outputs,
                List.of(table.name()),
                new DetectionLayout(name, heads, List.of(), THRESHOLD, SUPPRESSION, ""),
                why);
    }
}
