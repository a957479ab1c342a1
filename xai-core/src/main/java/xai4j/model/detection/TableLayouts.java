package xai4j.model.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.detection.ActivatedScores.Activation;

/**
 * One table of candidates with everything in it, as the YOLO family puts it out: {@code [1, 4 + K, N]} (YOLOv8) or {@code [1, N, 5 + K]} (YOLOv5,
 * YOLOX), where N is the number of cells, or three times it, of the usual grids over the picture.
 *
 * @param candidates N
 * @param fields 4 + K or 5 + K
 * @param byField whether it is {@code [1, fields, candidates]}
 * @param width columns of the model's input
 * @param height its rows
 * @param labelCounts numbers of labels that are known
 */
public record TableLayouts(
        int candidates, int fields, boolean byField, int width, int height, Set<Integer> labelCounts) {
    private static final double THRESHOLD = 0.25;
    private static final double SUPPRESSION = 0.45;
    private static final double QUERIES_THRESHOLD = 0.5;
    private static final int FEWEST_QUERIES = 8;
    private static final int MOST_QUERIES = 1000;

    /** Numbers of a box, which stand in front. */
    public static final int BOX = 4;

    private static final List<List<Integer>> STRIDES = List.of(
            List.of(8, 16, 32),
            List.of(8, 16, 32, 64),
            List.of(16, 32),
            List.of(32),
            List.of(16),
            List.of(8),
            List.of(4, 8, 16, 32));

    /** Copies the set. */
    public TableLayouts {
        labelCounts = Set.copyOf(labelCounts);
    }

    /**
     * Grids of cells over the picture.
     *
     * @param perCell candidates per cell
     */
    public record Grid(List<Integer> strides, int perCell) {}

    /** A table of the extents {@code [rows, columns]}: candidates are more than fields. */
    public static TableLayouts of(int rows, int columns, int width, int height, Set<Integer> labelCounts) {
        return new TableLayouts(
                Math.max(rows, columns), Math.min(rows, columns), rows < columns, width, height, labelCounts);
    }

    /** Strides whose grids over a picture have so many cells together, times a number per cell; none when nothing fits. */
    public static Optional<Grid> grid(int candidates, int width, int height) {
        for (List<Integer> strides : STRIDES) {
            int cells = 0;
            for (int stride : strides) {
                cells += cells(width, stride) * cells(height, stride);
            }
            for (int perCell : new int[] {1, 3}) {
                if (cells * perCell == candidates) {
                    return Optional.of(new Grid(strides, perCell));
                }
            }
        }
        return Optional.empty();
    }

    /** Cells of a stride along an axis. */
    public static int cells(int pixels, int stride) {
        return (pixels + stride - 1) / stride;
    }

    private Optional<Grid> grid() {
        return grid(candidates, width, height);
    }

    /** Whether it can be one at all: more than a box per candidate, and as many candidates as grids have cells. */
    public boolean isLikely() {
        return fields > BOX && grid().isPresent();
    }

    /** One candidate per cell, so that boxes may be relative to it. */
    public boolean isPerCell() {
        return grid().filter(grid -> grid.perCell() == 1).isPresent();
    }

    /** Whether the shape and the labels speak for classes without an objectness. */
    public boolean lacksObjectness() {
        boolean single = grid().map(Grid::perCell).orElse(1) == 1;
        boolean labelled = labelCounts.contains(fields - BOX);
        return single && (labelled || byField && !labelCounts.contains(fields - BOX - 1));
    }

    /** Where its numbers lie. */
    public RawTable raw() {
        return byField ? RawTable.columns(0, candidates) : RawTable.rows(0, fields);
    }

    /** YOLOv8, v9, v11: centre and extents in pixels, classes after their sigmoid, no objectness. */
    public DetectionLayout yolov8() {
        int count = fields - BOX;
        DetectionHead head = new DetectionHead(
                candidates,
                raw(),
                BoxCoding.centre(1, 1),
                ActivatedScores.classes(raw().from(BOX), count, Activation.NONE));
        return layout("yolov8", List.of(head), "four numbers and " + count + " classes per candidate");
    }

    /** YOLOv5, v7: centre and extents in pixels, objectness and classes after their sigmoid; empty for a table that has no room for them. */
    public Optional<DetectionLayout> yolov5() {
        return fields > BOX + 1
                ? Optional.of(layout(
                        "yolov5",
                        List.of(new DetectionHead(candidates, raw(), BoxCoding.centre(1, 1), scored(raw()))),
                        "four numbers, objectness and " + (fields - BOX - 1) + " classes per candidate"))
                : Optional.empty();
    }

    /** Whether it can be a list of queries: {@code [1, Q, 4 + K]} with fewer candidates than grids have cells. */
    public boolean isQueries() {
        return !byField
                && fields > BOX
                && candidates >= FEWEST_QUERIES
                && candidates <= MOST_QUERIES
                && grid().isEmpty();
    }

    /** RT-DETR as Ultralytics exports it: centre and extents in shares of the picture, classes after their sigmoid; no two boxes of one object. */
    public DetectionLayout queries() {
        int count = fields - BOX;
        DetectionHead head = new DetectionHead(
                candidates,
                raw(),
                BoxCoding.centre(width, height),
                ActivatedScores.classes(raw().from(BOX), count, Activation.NONE));
        return new DetectionLayout(
                "rtdetr-table",
                List.of(head),
                List.of(),
                QUERIES_THRESHOLD,
                1,
                "four numbers in shares of the picture and " + count + " classes per query");
    }

    /** YOLOX: as YOLOv5 with one candidate per cell, whose box is still relative to the cell; empty for another number of candidates. */
    public Optional<DetectionLayout> yolox() {
        return grid().filter(grid -> fields > BOX + 1 && grid.perCell() == 1).map(grid -> {
            List<DetectionHead> heads = new ArrayList<>();
            int first = 0;
            for (int stride : grid.strides()) {
                int columns = cells(width, stride);
                int count = columns * cells(height, stride);
                RawTable own = new RawTable(raw().at(first, 0), raw().candidateStep(), raw().fieldStep());
                heads.add(new DetectionHead(count, own, BoxCoding.cells(columns, stride), scored(own)));
                first += count;
            }
            return layout("yolox", heads, "one candidate per cell, whose box is relative to the cell");
        });
    }

    private ActivatedScores scored(RawTable raw) {
        return ActivatedScores.classes(raw.from(BOX + 1), fields - BOX - 1, Activation.NONE)
                .timesObjectness(raw.from(BOX), Activation.NONE, 1, 1);
    }

    private static DetectionLayout layout(String name, List<DetectionHead> heads, String why) {
        return new DetectionLayout(name, heads, List.of(), THRESHOLD, SUPPRESSION, why);
    }
}
