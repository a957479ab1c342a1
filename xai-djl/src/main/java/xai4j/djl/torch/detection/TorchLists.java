package xai4j.djl.torch.detection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import xai4j.djl.torch.detection.TorchDetections.Found;
import xai4j.djl.torch.detection.TorchDetections.TorchLayout;
import xai4j.djl.torch.detection.TorchOutputs.Output;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.ListedScores;
import xai4j.model.detection.RawTable;

/** Finished lists of objects, as detectors put out that need no suppression of overlapping boxes, or have done it. */
enum TorchLists implements TorchLayout {
    /** {@code boxes [1, Q, 4]}, {@code scores [1, Q]}, {@code labels [1, Q]} by name; or classes, scores and boxes in the order of DJL's translators. */
    LABELLED("rtdetr") {
        @Override
        public Optional<Found> read(TorchOutputs outputs, boolean said) {
            return TorchLists.triple(outputs).map(triple -> triple.found(outputs));
        }
    },
    /** {@code [1, Q, 6]}: corners in pixels, score, class. */
    END_TO_END("end2end") {
        @Override
        public Optional<Found> read(TorchOutputs outputs, boolean said) {
            return outputs.tables().stream()
                    .filter(output -> output.shape().dim(2) == FIELDS
                            && isList(output.shape().dim(1)))
                    .filter(output -> said || isScored(output))
                    .findFirst()
                    .map(output -> table(outputs, output));
        }
    };

    private static final double THRESHOLD = 0.25;
    private static final double QUERIES_THRESHOLD = 0.5;
    private static final double SHARES = 4;
    private static final int MOST_CLASSES = 1000;
    private static final int MOST_OBJECTS = 1000;
    private static final int FEWEST_OBJECTS = 8;
    private static final int BOX = 4;
    private static final int FIELDS = 6;

    private final String title;

    TorchLists(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    private static boolean isList(int objects) {
        return objects >= FEWEST_OBJECTS && objects <= MOST_OBJECTS;
    }

    private static int classes(TorchOutputs outputs) {
        return outputs.labelCounts().stream().max(Comparator.naturalOrder()).orElse(MOST_CLASSES);
    }

    /** Scores in [0, 1] before classes that are whole numbers. */
    private static boolean isScored(Output output) {
        RawTable table = RawTable.rows(0, FIELDS);
        int objects = output.shape().dim(1);
        if (!TorchOutputs.areShares(output, table.from(BOX), objects, 1)) {
            return false;
        }
        for (float index : TorchOutputs.field(output, table, objects, FIELDS - 1)) {
            if (index < 0 || index != Math.rint(index)) {
                return false;
            }
        }
        return true;
    }

    private static Found table(TorchOutputs outputs, Output output) {
        RawTable raw = RawTable.rows(0, FIELDS);
        int objects = output.shape().dim(1);
        DetectionLayout layout = DetectionLayout.listed(
                        "end2end",
                        objects,
                        raw,
                        BoxCoding.corners(1, 1),
                        new ListedScores(raw.from(BOX), raw.from(BOX + 1), classes(outputs)),
                        THRESHOLD)
                .because("corners, score and class of up to " + objects + " objects");
        return new Found(layout, List.of(output));
    }

    private static Optional<Triple> triple(TorchOutputs outputs) {
        return outputs.all().stream()
                .filter(boxes -> !boxes.isWhole() && boxes.rank() >= 2)
                .filter(boxes -> boxes.shape().dim(boxes.rank() - 1) == BOX)
                .filter(boxes -> isList(boxes.perPicture(outputs.batch()) / BOX))
                .flatMap(boxes -> {
                    List<Output> beside = beside(outputs, boxes);
                    return beside.size() == 2
                            ? Stream.of(Triple.of(boxes, beside.get(0), beside.get(1)))
                            : Stream.empty();
                })
                .findFirst();
    }

    /** Outputs with one number per object. */
    private static List<Output> beside(TorchOutputs outputs, Output boxes) {
        int objects = boxes.perPicture(outputs.batch()) / BOX;
        return outputs.all().stream()
                .filter(output -> output.rank() == 1 && outputs.batch() == 1 || output.rank() == 2)
                .filter(output -> output.value().size() == objects * outputs.batch())
                .toList();
    }

    /** Boxes, scores and numbers of classes. */
    record Triple(Output boxes, Output scores, Output labels) {
        /** Integers are classes, and so is what is named so; of two that nothing tells apart the first is. */
        static Triple of(Output boxes, Output first, Output second) {
            boolean swapped = first.isNamed("score")
                    || first.isNamed("prob")
                    || second.isNamed("label")
                    || second.isNamed("class")
                    || second.isWhole() && !first.isWhole();
            return swapped ? new Triple(boxes, first, second) : new Triple(boxes, second, first);
        }

        Found found(TorchOutputs outputs) {
            List<Output> joined = List.of(boxes, scores, labels);
            int objects = boxes.perPicture(outputs.batch()) / BOX;
            DetectionLayout layout = DetectionLayout.listed(
                            "rtdetr",
                            objects,
                            RawTable.rows(outputs.offset(joined, boxes), BOX),
                            coding(outputs),
                            new ListedScores(
                                    RawTable.rows(outputs.offset(joined, scores), 1),
                                    RawTable.rows(outputs.offset(joined, labels), 1),
                                    classes(outputs)),
                            QUERIES_THRESHOLD)
                    .because("labels, boxes and scores of up to " + objects + " objects");
            return new Found(layout, joined);
        }

        private BoxCoding coding(TorchOutputs outputs) {
            boolean shares = true;
            boolean anything = false;
            for (int i = 0; i < boxes.value().size(); i++) {
                shares &= Math.abs(boxes.value().at(i)) < SHARES;
                anything |= boxes.value().at(i) != 0;
            }
            return shares && anything
                    ? BoxCoding.corners(outputs.input().width(), outputs.input().height())
                    : BoxCoding.corners(1, 1);
        }
    }
}
