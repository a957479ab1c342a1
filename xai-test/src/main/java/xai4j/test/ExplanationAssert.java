package xai4j.test;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import xai4j.evaluate.PhotographEvidence;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
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

    private static final double BORDER = 0.1;

    private final int target;
    private final @Nullable BufferedImage photograph;

    private ExplanationAssert(Explanation actual, int target, @Nullable BufferedImage photograph) {
        super(actual, ExplanationAssert.class);
        this.target = target;
        this.photograph = photograph;
    }

    /** Begins a sentence about an explanation, its first target unless {@link #forTarget} says another. */
    public static ExplanationAssert assertThat(Explanation actual) {
        return new ExplanationAssert(actual, 0, null);
    }

    /** Goes on about another target, by its position among those that were explained. */
    public ExplanationAssert forTarget(int position) {
        isNotNull();
        Objects.checkIndex(position, actual.targets().size());
        return new ExplanationAssert(actual, position, photograph);
    }

    /** Goes on about the target of a label. */
    public ExplanationAssert forTarget(String label) {
        isNotNull();
        for (int t = 0; t < actual.targets().size(); t++) {
            if (actual.targets().get(t).label().equals(label)) {
                return new ExplanationAssert(actual, t, photograph);
            }
        }
        throw failed(
                "no target \"%s\" was explained, but %s",
                label, actual.targets().stream().map(ExplainedTarget::label).toList());
    }

    /** The model's answer, the first target, has this label. */
    public ExplanationAssert explains(String label) {
        isNotNull();
        String found = actual.targets().get(target).label();
        if (!found.equals(label)) {
            throw failed("expected an explanation of \"%s\", but it is of \"%s\"", label, found);
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
        requireSize(mask.getWidth(), mask.getHeight());
        return looksAt(mask.getWidth(), mask.getHeight(), place(mask), share, "inside the mask");
    }

    private ExplanationAssert looksAt(int right, int bottom, TruthMask.Place place, double share, String where) {
        double inside = share(right, bottom, place);
        if (inside < share) {
            throw failedIn(
                    place,
                    "expected at least %s of the positive attribution of %s %s, found %s",
                    percent(share),
                    label(),
                    where,
                    percent(inside));
        }
        return this;
    }

    private double share(int right, int bottom, TruthMask.Place place) {
        isNotNull();
        try {
            return PhotographEvidence.of(actual, target, right, bottom).shareInside(place);
        } catch (UndefinedMetricException e) {
            throw failed("nothing speaks for %s: no attribution is positive", label());
        }
    }

    /**
     * Goes on about the share of the positive attribution inside a box.
     *
     * @param box pixels of the photograph
     */
    public ShareAssert evidenceInside(Box box) {
        double share = share(box.right(), box.bottom(), (x, y) -> contains(box, x, y));
        return new ShareAssert(
                this, share, "of the positive attribution of " + label() + " in " + box, (x, y) -> contains(box, x, y));
    }

    /** Goes on about the share of the positive attribution where a mask is lighter than mid-grey. */
    public ShareAssert evidenceInside(BufferedImage mask) {
        requireSize(mask.getWidth(), mask.getHeight());
        double share = share(mask.getWidth(), mask.getHeight(), place(mask));
        return new ShareAssert(
                this, share, "of the positive attribution of " + label() + " inside the mask", place(mask));
    }

    /** Goes on about the share of the positive attribution on an object. */
    public ShareAssert evidenceInside(TruthMask mask) {
        requireSize(mask.width(), mask.height());
        double share = share(mask.width(), mask.height(), mask.place());
        return new ShareAssert(
                this, share, "of the positive attribution of " + label() + " on the object", mask.place());
    }

    /** Goes on about the target of a label. */
    public ExplanationAssert target(String label) {
        return forTarget(label);
    }

    /** The pixel with the largest attribution lies where a mask is lighter than mid-grey. */
    public ExplanationAssert pointsInto(BufferedImage mask) {
        requireSize(mask.getWidth(), mask.getHeight());
        return pointsInto(mask.getWidth(), mask.getHeight(), place(mask), "inside the mask");
    }

    /** The pixel with the largest attribution lies on an object. */
    public ExplanationAssert pointsInto(TruthMask mask) {
        requireSize(mask.width(), mask.height());
        return pointsInto(mask.width(), mask.height(), mask.place(), "on the object");
    }

    /**
     * The pixel with the largest attribution lies in a box.
     *
     * @param box pixels of the photograph
     */
    public ExplanationAssert pointsInto(Box box) {
        return pointsAt(box);
    }

    private ExplanationAssert pointsInto(int right, int bottom, TruthMask.Place place, String where) {
        isNotNull();
        PhotographEvidence pixels = PhotographEvidence.of(actual, target, right, bottom);
        int best = pixels.largest();
        int x = best % pixels.width();
        int y = best / pixels.width();
        if (!place.holds(x, y)) {
            throw failedIn(place, "expected the strongest point of %s %s, found it at (%d, %d)", label(), where, x, y);
        }
        return this;
    }

    /**
     * The outer tenth on every side holds no more of the positive attribution than its share of the picture, 36 %: a model that looks at the border
     * looks at frames, padding, or what stands beside things.
     */
    public ExplanationAssert isNotOnTheBorder() {
        isNotNull();
        PhotographEvidence pixels = PhotographEvidence.of(actual, target);
        int width = pixels.width();
        int height = pixels.height();
        TruthMask border = TruthMask.of(
                width,
                height,
                (x, y) -> Math.min(x, width - 1 - x) < BORDER * width || Math.min(y, height - 1 - y) < BORDER * height);
        double fair = (double) border.area() / (width * height);
        double found = share(width, height, (x, y) -> border.holds(y * width + x));
        if (found > fair) {
            throw failed(
                    "expected %s to be explained off the border, but %s of its positive attribution lies there, on %s of the picture",
                    label(), percent(found), percent(fair));
        }
        return this;
    }

    /** The attributions add up within a gap, as {@link #isComplete}. */
    public ExplanationAssert isCompleteWithin(double gap) {
        return isComplete(gap);
    }

    /** Goes on about how far another explanation of the same picture differs. */
    public AgreementAssert agreesWith(Explanation other) {
        isNotNull();
        return new AgreementAssert(this, other, target);
    }

    /** It says the same as another, whenever and by whichever version that was made. */
    public ExplanationAssert hasSameResultAs(Explanation other) {
        isNotNull();
        if (!actual.sameResultAs(other)) {
            throw failedBeside(
                    other,
                    "expected the numbers of %s for %s, they differ",
                    other.provenance().method(),
                    label());
        }
        return this;
    }

    /**
     * It is the explanation of a file, by its result: the same targets, and attributions that differ by no more than engines and processors do, a thousandth.
     * The system property {@code xai.golden=update} writes the file instead.
     *
     * @param path of a file that {@code ExplanationJson} wrote
     */
    public ExplanationAssert matchesGolden(Path path) {
        isNotNull();
        GoldenExplanation.check(this, actual, path);
        return this;
    }

    /** The picture on which a failure is to be drawn; without it the map is drawn on grey. */
    public ExplanationAssert of(BufferedImage photograph) {
        return new ExplanationAssert(actual, target, photograph);
    }

    /** What the sentence is about. */
    Explanation explanation() {
        return actual;
    }

    /** A failure whose message says where the evidence was left. */
    AssertionError failed(String message, Object... arguments) {
        String text = String.format(Locale.ROOT, message, arguments);
        return failure("%s", text + FailureEvidence.of(actual, photograph));
    }

    /** The same with the place outlined in which the evidence was expected. */
    AssertionError failedIn(TruthMask.Place place, String message, Object... arguments) {
        String text = String.format(Locale.ROOT, message, arguments);
        return failure("%s", text + FailureEvidence.of(actual, photograph, place));
    }

    /** A failure to be what was expected, whose message says where the difference was drawn, too. */
    AssertionError failedBeside(Explanation expected, String message, Object... arguments) {
        String text = String.format(Locale.ROOT, message, arguments);
        return failure("%s", text + FailureEvidence.of(actual, expected, photograph));
    }

    /** A mask of another size would be laid over other pixels than it was drawn for. */
    private void requireSize(int width, int height) {
        isNotNull();
        if (photograph == null) {
            PhotographEvidence.requireCovered(actual, width, height);
        } else if (width != photograph.getWidth() || height != photograph.getHeight()) {
            throw new IllegalArgumentException("a mask of " + width + "×" + height + " pixels for a photograph of "
                    + photograph.getWidth() + "×" + photograph.getHeight() + "; a mask is as large as its photograph");
        }
    }

    private static TruthMask.Place place(BufferedImage mask) {
        return (x, y) -> x >= 0
                && y >= 0
                && x < mask.getWidth()
                && y < mask.getHeight()
                && (mask.getRGB(x, y) >> Byte.SIZE & 0xFF) >= GREY;
    }

    /**
     * The pixel with the largest attribution lies in a box (the pointing game).
     *
     * @param box pixels of the photograph
     */
    public ExplanationAssert pointsAt(Box box) {
        return pointsInto(box.right(), box.bottom(), (x, y) -> contains(box, x, y), "in " + box);
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
            throw failed("%s explains by no regions", actual.provenance().method());
        }
        int column = (int) Math.floor(regions.mapping().inputX(x + 0.5));
        int row = (int) Math.floor(regions.mapping().inputY(y + 0.5));
        if (column < 0
                || row < 0
                || column >= regions.segmentation().width()
                || row >= regions.segmentation().height()) {
            throw failed("the model does not see the pixel (%d, %d)", x, y);
        }
        int there = regions.segmentation().at(column, row);
        int top = regions.top(target, 1).stream()
                .mapToInt(SegmentAttribution.RegionScore::region)
                .findFirst()
                .orElseThrow(() -> failed("nothing speaks for %s: no region has a positive value", label()));
        if (there != top) {
            throw failed(
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
            throw failed(
                    "%s does not measure its completeness", actual.provenance().method());
        }
        if (!(Math.abs(found.getAsDouble()) <= gap)) {
            throw failed(
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
            throw failed(
                    "expected %s to give the same numbers again, they differ: %s and %s",
                    explainer.method(), actual.values(), again.values());
        }
        return this;
    }

    /** Nothing has to be known before looking: the diagnostics hold no verdict. */
    public ExplanationAssert hasNoVerdicts() {
        isNotNull();
        if (!actual.diagnostics().verdicts().isEmpty()) {
            throw failed("expected no verdicts, found %s", actual.diagnostics().verdicts());
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
}
