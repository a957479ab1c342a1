package xai4j.model.detection;

import java.util.List;
import java.util.Set;
import xai4j.model.detection.ActivatedScores.Activation;

/**
 * Four numbers per candidate beside its scores, as DETR and its kin and the SSD family put them out.
 *
 * @param candidates how many there are
 * @param boxes where the four numbers lie
 * @param scores where the columns of scores lie
 * @param columns how many there are
 * @param labelCounts numbers of labels that are known
 */
public record PairLayouts(int candidates, RawTable boxes, RawTable scores, int columns, Set<Integer> labelCounts) {
    private static final double THRESHOLD = 0.5;
    private static final double SUPPRESSION = 0.45;

    /** Queries of DETR and YOLOS, and of Table Transformer's two networks, whose last column means "no object". */
    private static final Set<Integer> QUERIES_WITH_NOTHING = Set.of(15, 100, 125);

    /** The numbers of COCO's objects run up to 90; one more column is "no object". */
    private static final int COCO_AND_NOTHING = 92;

    /** How the scores of a pair are to be read. */
    public enum Scored {
        /** Logits of classes and a background. */
        LOGITS,
        /** Probabilities of classes and a background, after a softmax. */
        DISTRIBUTION,
        /** A probability per class, after a sigmoid. */
        BY_CLASS
    }

    /** Copies the set. */
    public PairLayouts {
        labelCounts = Set.copyOf(labelCounts);
    }

    /**
     * DETR and its kin: centre, width and height in shares of the picture beside logits. With one column more than labels (or the queries or columns of
     * networks that are known for it) the logits go through a softmax whose last column means "no object", else each through a sigmoid.
     *
     * @param width columns of the model's input
     * @param height its rows
     */
    public DetectionLayout detr(int width, int height) {
        boolean background = labelCounts.contains(columns - 1)
                || !labelCounts.contains(columns)
                        && (QUERIES_WITH_NOTHING.contains(candidates) || columns == COCO_AND_NOTHING);
        ActivatedScores read = background
                ? ActivatedScores.classes(scores, columns - 1, Activation.SOFTMAX)
                        .withBackground(columns - 1)
                : ActivatedScores.classes(scores, columns, Activation.SIGMOID);
        return layout(
                "detr",
                BoxCoding.centre(width, height),
                read,
                1,
                "logits beside boxes of queries, "
                        + (background ? "the last column taken as \"no object\"" : "each class by itself"));
    }

    /**
     * Boxes beside scores per anchor. The first column is a background, unless a sigmoid has made the scores or there are as many columns as labels.
     *
     * @param name of the layout
     */
    public DetectionLayout anchored(String name, BoxCoding coding, Scored how) {
        boolean background = how != Scored.BY_CLASS && columns > 1 && (columns == 2 || !labelCounts.contains(columns));
        ActivatedScores read = ActivatedScores.classes(
                scores,
                background ? columns - 1 : columns,
                how == Scored.LOGITS ? Activation.SOFTMAX : Activation.NONE);
        return layout(
                name,
                coding,
                background ? read.withBackground(0) : read,
                SUPPRESSION,
                "boxes beside scores per anchor" + (background ? ", the first column taken as background" : ""));
    }

    private DetectionLayout layout(
            String name, BoxCoding coding, ActivatedScores read, double suppression, String why) {
        DetectionHead head = new DetectionHead(candidates, boxes, coding, read);
        return new DetectionLayout(name, List.of(head), List.of(), THRESHOLD, suppression, why);
    }
}
