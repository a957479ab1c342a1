package xai4j.djl.torch.detection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import xai4j.djl.torch.detection.TorchDetections.Found;
import xai4j.djl.torch.detection.TorchDetections.TorchLayout;
import xai4j.djl.torch.detection.TorchOutputs.Output;
import xai4j.image.ImageInput;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.PairLayouts;
import xai4j.model.detection.PairLayouts.Scored;
import xai4j.model.detection.RawTable;
import xai4j.model.detection.SsdPriors;

/** An output of four numbers per candidate beside one of its scores. */
enum TorchPairs implements TorchLayout {
    /** Centre and extents in shares beside logits: a tuple {@code (logits, pred_boxes, …)} or a dictionary. */
    DETR("detr") {
        @Override
        Optional<DetectionLayout> layout(Pair pair, boolean said) {
            boolean queries = pair.boxes().isNamed("pred_box") || pair.scores().isNamed("logit");
            boolean centres = pair.areShares() && !pair.areCorners() && pair.scored() == Scored.LOGITS;
            return said || queries || centres
                    ? Optional.of(pair.layouts().detr(pair.width(), pair.height()))
                    : Optional.empty();
        }
    },
    /** Corners in shares or pixels beside scores. */
    SSD("ssd") {
        @Override
        Optional<DetectionLayout> layout(Pair pair, boolean said) {
            BoxCoding coding =
                    pair.areSmall() ? BoxCoding.corners(pair.width(), pair.height()) : BoxCoding.corners(1, 1);
            return said || pair.areCorners()
                    ? Optional.of(pair.layouts().anchored("ssd", coding, pair.scored()))
                    : Optional.empty();
        }
    },
    /** Offsets from the default boxes of SSD300 beside logits, as NVIDIA's SSD and DJL's translator of it have them. */
    SSD300("ssd300") {
        @Override
        Optional<DetectionLayout> layout(Pair pair, boolean said) {
            float[][] priors = SsdPriors.ssd300();
            return pair.candidates() == priors.length
                    ? Optional.of(pair.layouts()
                            .anchored(
                                    "ssd300",
                                    BoxCoding.priors(priors, 0.1, 0.2, pair.width(), pair.height()),
                                    pair.scored()))
                    : Optional.empty();
        }
    };

    private static final int BOX = 4;
    private static final int FEWEST = 8;
    private static final List<String> SCORES = List.of("score", "logit", "label", "conf", "cls", "class", "prob");

    private final String title;

    TorchPairs(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    abstract Optional<DetectionLayout> layout(Pair pair, boolean said);

    @Override
    public Optional<Found> read(TorchOutputs outputs, boolean said) {
        return outputs.tables().stream()
                .filter(TorchPairs::isBoxes)
                .flatMap(boxes -> scores(outputs, boxes).map(scores -> new Pair(outputs, boxes, scores)).stream())
                .flatMap(pair ->
                        layout(pair, said)
                                .map(layout -> new Found(layout, List.of(pair.boxes(), pair.scores())))
                                .stream())
                .findFirst();
    }

    private static boolean isBoxes(Output output) {
        boolean named = SCORES.stream().anyMatch(output::isNamed);
        int rows = output.shape().dim(1);
        int columns = output.shape().dim(2);
        return !named && (columns == BOX && rows >= FEWEST || rows == BOX && columns >= FEWEST);
    }

    /** What is named so, or else stands next to the boxes, rather before them than behind. */
    private static Optional<Output> scores(TorchOutputs outputs, Output boxes) {
        int axis = boxes.shape().dim(2) == BOX ? 1 : 2;
        int place = outputs.all().indexOf(boxes);
        return outputs.tables().stream()
                .filter(other -> !other.equals(boxes) && !other.isNamed("hidden"))
                .filter(other -> other.shape().dim(axis) == boxes.shape().dim(axis))
                .min(Comparator.<Output, Boolean>comparing(
                                other -> SCORES.stream().noneMatch(other::isNamed))
                        .thenComparing(other -> Math.abs(outputs.all().indexOf(other) - place))
                        .thenComparing(other -> outputs.all().indexOf(other)));
    }

    /** Both, and what they hold for noise. */
    record Pair(TorchOutputs outputs, Output boxes, Output scores) {
        /** Corners are in order for nearly all candidates; offsets and centres are for a quarter of them. */
        private static final double IN_ORDER = 0.98;

        /** Boxes whose numbers all stay below are shares of the picture; some reach a little beyond its border. */
        private static final double SHARES = 4;

        private static final double SUM_TOLERANCE = 1e-3;

        private boolean byRow() {
            return boxes.shape().dim(2) == BOX;
        }

        int candidates() {
            return boxes.shape().dim(byRow() ? 1 : 2);
        }

        private int columns() {
            return scores.shape().dim(byRow() ? 2 : 1);
        }

        private ImageInput input() {
            return outputs.input();
        }

        int width() {
            return input().width();
        }

        int height() {
            return input().height();
        }

        private RawTable table(int offset, int fields) {
            return byRow() ? RawTable.rows(offset, fields) : RawTable.columns(offset, candidates());
        }

        PairLayouts layouts() {
            List<Output> joined = List.of(boxes, scores);
            return new PairLayouts(
                    candidates(),
                    table(outputs.offset(joined, boxes), BOX),
                    table(outputs.offset(joined, scores), columns()),
                    columns(),
                    outputs.labelCounts());
        }

        boolean areShares() {
            return TorchOutputs.areShares(boxes, table(0, BOX), candidates(), BOX);
        }

        boolean areSmall() {
            boolean small = true;
            for (int field = 0; field < BOX; field++) {
                for (float number : TorchOutputs.field(boxes, table(0, BOX), candidates(), field)) {
                    small &= Math.abs(number) < SHARES;
                }
            }
            return small;
        }

        boolean areCorners() {
            int ordered = 0;
            for (int candidate = 0; candidate < candidates(); candidate++) {
                boolean across = number(candidate, 0) <= number(candidate, 2);
                ordered += across && number(candidate, 1) <= number(candidate, 3) ? 1 : 0;
            }
            return ordered >= IN_ORDER * candidates();
        }

        private float number(int candidate, int field) {
            return boxes.value().at(table(0, BOX).at(candidate, field));
        }

        Scored scored() {
            RawTable table = table(0, columns());
            if (!TorchOutputs.areShares(scores, table, candidates(), columns())) {
                return Scored.LOGITS;
            }
            boolean distributions = true;
            for (int candidate = 0; candidate < candidates(); candidate++) {
                double sum = 0;
                for (int column = 0; column < columns(); column++) {
                    sum += scores.value().at(table.at(candidate, column));
                }
                distributions &= Math.abs(sum - 1) < SUM_TOLERANCE;
            }
            return distributions ? Scored.DISTRIBUTION : Scored.BY_CLASS;
        }
    }
}
