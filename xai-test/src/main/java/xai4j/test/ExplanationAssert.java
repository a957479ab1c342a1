package xai4j.test;

import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractAssert;
import xai4j.evaluate.PixelAttribution;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.image.PreparedImage;

/**
 * What an explanation should show, for people's own tests of their models. Places are given in pixels of the photograph.
 *
 * <pre>{@code
 * assertThat(Explainers.gradCam(model).explain(photograph))
 *         .looksAt(new Box(40, 180, 60, 200), 0.6)
 *         .isComplete(0.01);
 * }</pre>
 */
public final class ExplanationAssert extends AbstractAssert<ExplanationAssert, Explanation> {
    private static final int GREY = 128;

    private final int target;

    private ExplanationAssert(Explanation actual, int target) {
        super(actual, ExplanationAssert.class);
        this.target = target;
    }

    /** Begins a sentence about an explanation, its first target unless {@link #forTarget} says another. */
    public static ExplanationAssert assertThat(Explanation actual) {
        return new ExplanationAssert(actual, 0);
    }

    /** Goes on about another target, by its position among those that were explained. */
    public ExplanationAssert forTarget(int position) {
        isNotNull();
        Objects.checkIndex(position, actual.targets().size());
        return new ExplanationAssert(actual, position);
    }

    /** Goes on about the target of a label. */
    public ExplanationAssert forTarget(String label) {
        isNotNull();
        for (int t = 0; t < actual.targets().size(); t++) {
            if (actual.targets().get(t).label().equals(label)) {
                return new ExplanationAssert(actual, t);
            }
        }
        throw failure(
                "no target \"%s\" was explained, but %s",
                label, actual.targets().stream().map(ExplainedTarget::label).toList());
    }

    /** The model's answer, the first target, has this label. */
    public ExplanationAssert explains(String label) {
        isNotNull();
        String found = actual.targets().get(target).label();
        if (!found.equals(label)) {
            throw failure("expected an explanation of \"%s\", but it is of \"%s\"", label, found);
        }
        return this;
    }

    /**
     * At least a share of the positive attribution lies in a box. What speaks against the target does not count.
     *
     * @param box pixels of the photograph
     * @param share in [0, 1]
     */
    public ExplanationAssert looksAt(Box box, double share) {
        return looksAt(box.right(), box.bottom(), (x, y) -> contains(box, x, y), share, "in " + box);
    }

    /**
     * At least a share of the positive attribution lies where a mask is lighter than mid-grey.
     *
     * @param mask of the photograph's size
     * @param share in [0, 1]
     */
    public ExplanationAssert looksAt(BufferedImage mask, double share) {
        return looksAt(
                mask.getWidth(),
                mask.getHeight(),
                (x, y) ->
                        x < mask.getWidth() && y < mask.getHeight() && (mask.getRGB(x, y) >> Byte.SIZE & 0xFF) >= GREY,
                share,
                "inside the mask");
    }

    private ExplanationAssert looksAt(int right, int bottom, Place place, double share, String where) {
        isNotNull();
        Pixels pixels = Pixels.of(actual, target, right, bottom);
        double all = 0;
        double inside = 0;
        for (int i = 0; i < pixels.values().length; i++) {
            double positive = Math.max(0, pixels.values()[i]);
            all += positive;
            inside += place.holds(i % pixels.width(), i / pixels.width()) ? positive : 0;
        }
        if (all == 0) {
            throw failure("nothing speaks for %s: no attribution is positive", label());
        }
        if (inside < share * all) {
            throw failure(
                    "expected at least %s of the positive attribution of %s %s, found %s",
                    percent(share), label(), where, percent(inside / all));
        }
        return this;
    }

    /**
     * The pixel with the largest attribution lies in a box (the pointing game).
     *
     * @param box pixels of the photograph
     */
    public ExplanationAssert pointsAt(Box box) {
        isNotNull();
        Pixels pixels = Pixels.of(actual, target, box.right(), box.bottom());
        int best = pixels.largest();
        int x = best % pixels.width();
        int y = best / pixels.width();
        if (!contains(box, x, y)) {
            throw failure("expected the strongest point of %s in %s, found it at (%d, %d)", label(), box, x, y);
        }
        return this;
    }

    /**
     * The region with the largest value holds a pixel; for explanations by regions.
     *
     * @param x column of the photograph
     * @param y row of the photograph
     */
    public ExplanationAssert hasTopRegionContaining(int x, int y) {
        isNotNull();
        if (!(actual instanceof SegmentAttribution regions)) {
            throw failure("%s explains by no regions", actual.provenance().method());
        }
        int column = (int) Math.floor(regions.mapping().inputX(x + 0.5));
        int row = (int) Math.floor(regions.mapping().inputY(y + 0.5));
        if (column < 0
                || row < 0
                || column >= regions.segmentation().width()
                || row >= regions.segmentation().height()) {
            throw failure("the model does not see the pixel (%d, %d)", x, y);
        }
        int there = regions.segmentation().at(column, row);
        int top = regions.top(target, 1).stream()
                .mapToInt(SegmentAttribution.RegionScore::region)
                .findFirst()
                .orElseThrow(() -> failure("nothing speaks for %s: no region has a positive value", label()));
        if (there != top) {
            throw failure(
                    "expected the top region of %s at (%d, %d), but region %d is there (%s), and the top is region %d (%s)",
                    label(),
                    x,
                    y,
                    there,
                    actual.values().get(target, there),
                    top,
                    actual.values().get(target, top));
        }
        return this;
    }

    /**
     * The attributions add up to what they should, as the method itself measures it ({@code completeness-gap}).
     *
     * @param gap largest allowed difference, in units of the score
     */
    public ExplanationAssert isComplete(double gap) {
        isNotNull();
        OptionalDouble found = measure("completeness-gap");
        if (found.isEmpty()) {
            throw failure(
                    "%s does not measure its completeness", actual.provenance().method());
        }
        if (!(Math.abs(found.getAsDouble()) <= gap)) {
            throw failure(
                    "expected the attributions of %s to add up within %s, they are %s off",
                    label(), gap, found.getAsDouble());
        }
        return this;
    }

    /** The explainer, asked again, gives the same bits. */
    public ExplanationAssert isReproducedBy(Explainer<?> explainer, PreparedImage image) {
        isNotNull();
        Explanation again = explainer.explain(image);
        if (!again.values().equals(actual.values())) {
            throw failure(
                    "expected %s to give the same numbers again, they differ: %s and %s",
                    explainer.method(), actual.values(), again.values());
        }
        return this;
    }

    /** Nothing has to be known before looking: the diagnostics hold no verdict. */
    public ExplanationAssert hasNoVerdicts() {
        isNotNull();
        if (!actual.diagnostics().verdicts().isEmpty()) {
            throw failure("expected no verdicts, found %s", actual.diagnostics().verdicts());
        }
        return this;
    }

    /** With several targets, a measure's name ends in the position of its target. */
    private OptionalDouble measure(String name) {
        return actual.diagnostics().measure(name, target);
    }

    private String label() {
        return "\"" + actual.targets().get(target).label() + "\"";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static boolean contains(Box box, int x, int y) {
        return x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom();
    }

    /** Some pixels of the photograph. */
    @FunctionalInterface
    private interface Place {
        boolean holds(int x, int y);
    }

    /** An attribution for each pixel of the part of the photograph that the model sees, and of the place in question. */
    private static final class Pixels {
        private final int width;
        private final double[] values;

        private Pixels(int width, double[] values) {
            this.width = width;
            this.values = values;
        }

        int width() {
            return width;
        }

        double[] values() {
            return values;
        }

        static Pixels of(Explanation explanation, int target, int right, int bottom) {
            int width = right;
            int height = bottom;
            if (explanation instanceof SaliencyMap map) {
                width = Math.max(width, far(map.mapping(), map.inputWidth(), true));
                height = Math.max(height, far(map.mapping(), map.inputHeight(), false));
            } else if (explanation instanceof SegmentAttribution regions) {
                width = Math.max(
                        width, far(regions.mapping(), regions.segmentation().width(), true));
                height = Math.max(
                        height, far(regions.mapping(), regions.segmentation().height(), false));
            }
            return new Pixels(width, PixelAttribution.of(explanation, target, width, height));
        }

        private static int far(PixelMapping mapping, int end, boolean across) {
            return (int) Math.ceil(across ? mapping.photoX(end) : mapping.photoY(end));
        }

        int largest() {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] > values[best] ? i : best;
            }
            return best;
        }
    }
}
