package xai4j.djl.torch.detection;

import java.util.List;
import java.util.Optional;
import xai4j.djl.torch.detection.TorchDetections.Found;
import xai4j.djl.torch.detection.TorchDetections.TorchLayout;
import xai4j.djl.torch.detection.TorchOutputs.Output;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.model.detection.TableLayouts;

/** One table of candidates with everything in it, as the YOLO family and Ultralytics' RT-DETR put it out. */
enum TorchTables implements TorchLayout {
    /** Four numbers and classes, in pixels. */
    YOLOV8("yolov8") {
        @Override
        Optional<DetectionLayout> layout(Output output, TableLayouts table, boolean said) {
            boolean fits = said || isGrid(output, table) && isDecoded(output, table) && table.lacksObjectness();
            return fits ? Optional.of(table.yolov8()) : Optional.empty();
        }
    },
    /** Four numbers, objectness and classes, in pixels. */
    YOLOV5("yolov5") {
        @Override
        Optional<DetectionLayout> layout(Output output, TableLayouts table, boolean said) {
            boolean fits = said || isGrid(output, table) && isDecoded(output, table);
            return fits ? table.yolov5() : Optional.empty();
        }
    },
    /** The same, boxes relative to their cells. */
    YOLOX("yolox") {
        @Override
        Optional<DetectionLayout> layout(Output output, TableLayouts table, boolean said) {
            return said || isGrid(output, table) ? table.yolox() : Optional.empty();
        }
    },
    /** Queries with boxes in shares of the picture. */
    QUERIES("rtdetr-table") {
        @Override
        Optional<DetectionLayout> layout(Output output, TableLayouts table, boolean said) {
            boolean fits = said || table.isQueries() && areShares(output, table, 0);
            return fits ? Optional.of(table.queries()) : Optional.empty();
        }
    };

    private final String title;

    TorchTables(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract Optional<DetectionLayout> layout(Output output, TableLayouts table, boolean said);

    @Override
    public Optional<Found> read(TorchOutputs outputs, boolean said) {
        for (Output output : outputs.tables()) {
            TableLayouts table = TableLayouts.of(
                    output.shape().dim(1),
                    output.shape().dim(2),
                    outputs.input().width(),
                    outputs.input().height(),
                    outputs.labelCounts());
            Optional<DetectionLayout> layout =
                    table.fields() > TableLayouts.BOX ? layout(output, table, said) : Optional.empty();
            if (layout.isPresent()) {
                return Optional.of(new Found(layout.get(), List.of(output)));
            }
        }
        return Optional.empty();
    }

    /** As many candidates as grids over the picture have cells, with probabilities behind their boxes. */
    private static boolean isGrid(Output output, TableLayouts table) {
        return table.isLikely() && areShares(output, table, TableLayouts.BOX);
    }

    private static boolean areShares(Output output, TableLayouts table, int first) {
        RawTable fields = table.raw().from(first);
        return TorchOutputs.areShares(output, fields, table.candidates(), table.fields() - first);
    }

    /** Whether boxes have extents in pixels: none is negative, and none so small as cells are. */
    private static boolean isDecoded(Output output, TableLayouts table) {
        float largest = 0;
        for (int side = 2; side < TableLayouts.BOX; side++) {
            for (float extent : TorchOutputs.field(output, table.raw(), table.candidates(), side)) {
                if (extent < 0) {
                    return false;
                }
                largest = Math.max(largest, extent);
            }
        }
        return largest > 1;
    }
}
