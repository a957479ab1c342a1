package xai4j.evaluate;

import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
import xai4j.image.PixelMapping;

/**
 * What an explanation says of each pixel of the photograph, and how much of what speaks for the target lies where. What speaks against it does
 * not count as evidence. Immutable.
 */
public final class PhotographEvidence {
    private final int width;
    private final int height;
    private final double[] values;

    private PhotographEvidence(int width, int height, double[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /**
     * The evidence for a target over the part of the photograph that the model sees.
     *
     * @param target position among the explanation's targets
     * @throws xai4j.tensor.XaiException if the explanation gives no numbers to places
     */
    public static PhotographEvidence of(Explanation explanation, int target) {
        return of(explanation, target, 1, 1);
    }

    /** The same over at least so many columns and rows. */
    public static PhotographEvidence of(Explanation explanation, int target, int columns, int rows) {
        int width = columns;
        int height = rows;
        if (explanation instanceof SaliencyMap map) {
            width = Math.max(width, far(map.mapping(), map.inputWidth(), true));
            height = Math.max(height, far(map.mapping(), map.inputHeight(), false));
        } else if (explanation instanceof SegmentAttribution why) {
            width = Math.max(width, far(why.mapping(), why.segmentation().width(), true));
            height = Math.max(height, far(why.mapping(), why.segmentation().height(), false));
        }
        return new PhotographEvidence(width, height, PixelAttribution.of(explanation, target, width, height));
    }

    /**
     * How uncertain the attribution of each pixel is at most, where the explanation knows standard errors of its values: what several values add
     * to, their errors add to at most.
     *
     * @param target position among the explanation's targets
     */
    static Optional<PhotographEvidence> standardErrors(Explanation explanation, int target) {
        if (explanation instanceof SaliencyMap map) {
            return map.standardErrors()
                    .map(errors -> of(
                            new SaliencyMap(
                                    map.targets(),
                                    errors,
                                    map.inputHeight(),
                                    map.inputWidth(),
                                    map.mapping(),
                                    map.provenance(),
                                    map.diagnostics()),
                            target));
        }
        if (explanation instanceof SegmentAttribution why) {
            return why.standardErrors()
                    .map(errors -> of(
                            new SegmentAttribution(
                                    why.targets(),
                                    errors,
                                    Optional.empty(),
                                    why.segmentation(),
                                    why.mapping(),
                                    why.provenance(),
                                    why.diagnostics()),
                            target));
        }
        return Optional.empty();
    }

    /**
     * Refuses a mask that is not of the photograph's size, as far as an explanation knows that: it knows the part that the model sees.
     *
     * @throws IllegalArgumentException if the mask does not cover it
     */
    public static void requireCovered(Explanation explanation, int width, int height) {
        PhotographEvidence seen = of(explanation, 0);
        // an edge that falls between two pixels may have been rounded up
        if (width < seen.width - 1 || height < seen.height - 1) {
            throw new IllegalArgumentException("a mask of " + width + "×" + height
                    + " pixels does not cover what the model saw of the photograph, " + seen.width + "×" + seen.height
                    + "; a mask is as large as its photograph");
        }
    }

    private static int far(PixelMapping mapping, int end, boolean across) {
        return (int) Math.ceil(across ? mapping.photoX(end) : mapping.photoY(end));
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** The attribution of each pixel, row by row, as a fresh array. */
    public double[] values() {
        return values.clone();
    }

    /**
     * The share of the evidence that lies in a place.
     *
     * @throws UndefinedMetricException if nothing speaks for the target
     */
    public double shareInside(TruthMask.Place place) {
        double all = 0;
        double inside = 0;
        for (int i = 0; i < values.length; i++) {
            double positive = Math.max(0, values[i]);
            all += positive;
            inside += place.holds(i % width, i / width) ? positive : 0;
        }
        if (all == 0) {
            throw new UndefinedMetricException("no attribution is positive");
        }
        return inside / all;
    }

    /** The share of the evidence inside a box, in pixels of the photograph. */
    public double shareInside(Box box) {
        return shareInside((x, y) -> x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom());
    }

    /** The share of the evidence on an object; pixels beyond the mask lie outside. */
    public double shareInside(TruthMask mask) {
        return shareInside(mask.place());
    }

    /** Position of the pixel with the largest attribution, row by row; the first of equals. */
    public int largest() {
        return IntStream.range(0, values.length)
                .reduce((best, i) -> values[i] > values[best] ? i : best)
                .orElseThrow();
    }

    /**
     * How far two attributions of the same pixels differ: {@code Σ |a − b| / Σ max(|a|, |b|)}, 0 when they are the same, 1 when they share nothing, up to
     * 2 when they say the opposite. The scale counts.
     *
     * @throws IllegalArgumentException if they are not of one size
     */
    public double distance(PhotographEvidence other) {
        requireSize(other);
        double apart = 0;
        double together = 0;
        for (int i = 0; i < values.length; i++) {
            apart += Math.abs(values[i] - other.values[i]);
            together += Math.max(Math.abs(values[i]), Math.abs(other.values[i]));
        }
        return together == 0 ? 0 : apart / together;
    }

    void requireSize(PhotographEvidence other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException("explanations of " + width + "×" + height + " and " + other.width + "×"
                    + other.height + " pixels cannot be compared");
        }
    }
}
