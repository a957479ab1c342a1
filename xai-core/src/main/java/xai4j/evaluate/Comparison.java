package xai4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.numeric.SortOrder;
import xai4j.numeric.SpearmanCorrelation;

/**
 * Two explanations side by side: of two models, two backends, two releases, or of two pictures of one size.
 *
 * <pre>{@code
 * Comparison change = Comparison.of(
 *         ExplanationJson.read(Path.of("yesterday.json")), Explainers.gradCam(model).explain(photograph));
 * change.rankAgreement();          // 1 when both order the pixels alike
 * change.draw(photograph, photograph);
 * }</pre>
 *
 * @param first one explanation
 * @param second the other
 * @param firstTarget which of its targets is compared
 * @param secondTarget with which of the other's
 * @param rankAgreement Spearman correlation of the attributions of all pixels; NaN if one of the maps is the same everywhere
 * @param topOverlap of the tenth of the pixels with the highest attribution, the share that both have (Jaccard), 0…1
 * @param distance {@code Σ |a − b| / Σ max(|a|, |b|)} of the attributions as they are, 0 when they are the same
 * @param scoreChange score of the second less that of the first
 */
public record Comparison(
        Explanation first,
        Explanation second,
        int firstTarget,
        int secondTarget,
        double rankAgreement,
        double topOverlap,
        double distance,
        double scoreChange) {
    private static final double TOP = 0.1;

    /**
     * Compares the first targets.
     *
     * <pre>{@code
     * Comparison change = Comparison.of(
     *         Explainers.gradCam(model).explain(photograph), Explainers.layerCam(model).explain(photograph));
     * double same = change.rankAgreement();
     * }</pre>
     *
     * @param first one explanation
     * @param second the other, of the same picture or of one of the same size
     * @return how far they agree
     * @throws IllegalArgumentException if the explanations lie on pictures of different sizes
     * @throws xai4j.tensor.XaiException if one gives no numbers to places
     */
    public static Comparison of(Explanation first, Explanation second) {
        return of(first, 0, second, 0);
    }

    /**
     * The same for other targets, by their positions in the explanations.
     *
     * @param first one explanation
     * @param firstTarget from 0
     * @param second the other, of the same picture or of one of the same size
     * @param secondTarget from 0
     * @return how far they agree
     * @throws IllegalArgumentException if the explanations lie on pictures of different sizes
     */
    public static Comparison of(Explanation first, int firstTarget, Explanation second, int secondTarget) {
        PhotographEvidence a = PhotographEvidence.of(first, firstTarget);
        PhotographEvidence b = PhotographEvidence.of(second, secondTarget);
        a.requireSize(b);
        BitSet both = top(a);
        BitSet any = (BitSet) both.clone();
        BitSet other = top(b);
        both.and(other);
        any.or(other);
        return new Comparison(
                first,
                second,
                firstTarget,
                secondTarget,
                SpearmanCorrelation.of(a.values(), b.values()),
                (double) both.cardinality() / any.cardinality(),
                a.distance(b),
                second.targets().get(secondTarget).score()
                        - first.targets().get(firstTarget).score());
    }

    /**
     * Compares each target of the first with the one of the same label in the second, in the order of the first.
     *
     * @param first one explanation
     * @param second the other, of the same picture or of one of the same size
     * @return a comparison for each label that both have
     * @throws IllegalArgumentException if they have no target in common, or lie on pictures of different sizes
     */
    public static List<Comparison> ofTargets(Explanation first, Explanation second) {
        List<String> others = labels(second);
        List<Comparison> found = new ArrayList<>();
        for (int target = 0; target < first.targets().size(); target++) {
            int same = others.indexOf(first.targets().get(target).label());
            if (same >= 0) {
                found.add(of(first, target, second, same));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("explanations of " + labels(first) + " and of " + others
                    + " have no target in common; Comparison.of compares others");
        }
        return found;
    }

    private static List<String> labels(Explanation explanation) {
        return explanation.targets().stream().map(ExplainedTarget::label).toList();
    }

    private static BitSet top(PhotographEvidence evidence) {
        int[] ascending = SortOrder.ascending(evidence.values());
        BitSet top = new BitSet(ascending.length);
        long count = Math.max(1, Math.round(TOP * ascending.length));
        for (int i = 0; i < count; i++) {
            top.set(ascending[ascending.length - 1 - i]);
        }
        return top;
    }

    /**
     * Second less first, pixel by pixel of the photograph, as a map that can be drawn: what the second sees more of is positive. Where both know
     * the standard errors of their values, it has those of the differences, for estimates that do not depend on each other.
     */
    public SaliencyMap difference() {
        return new DifferenceMaps(this).difference();
    }

    /**
     * How much of the difference, as a share of its magnitude, lies at pixels where it exceeds two of its standard errors, and so is more than
     * chance at each; empty unless both explanations know their errors, or if there is no difference.
     */
    public OptionalDouble certainShare() {
        return new DifferenceMaps(this).certainShare();
    }

    /** How alike they are, in words. */
    public String sentence() {
        return sentence(certainShare());
    }

    /** The same with the {@link #certainShare} at hand, which looks at every pixel. */
    String sentence(OptionalDouble certain) {
        return String.format(
                Locale.ROOT,
                "rank agreement %.2f, %.0f %% of the top tenth shared, distance %.3f, the score moved by %+.4g%s",
                rankAgreement,
                100 * topOverlap,
                distance,
                scoreChange,
                certain.isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "; %.0f %% of the difference exceeds two standard errors",
                                100 * certain.getAsDouble())
                        : "");
    }

    /**
     * Draws both explanations and their difference side by side on one scale, under what the numbers say; where both know their errors, also what of
     * the difference exceeds two of them.
     *
     * @param photograph the picture of the first explanation
     * @param other that of the second, on which the second is drawn
     */
    public BufferedImage draw(BufferedImage photograph, BufferedImage other) {
        return draw(List.of(this), photograph, other);
    }

    /**
     * Draws several comparisons one below the other, all on one scale.
     *
     * @param comparisons from the top
     * @param photograph that the first explanations explain
     * @param other that the second ones explain, often the same
     * @return the drawing
     * @throws IllegalArgumentException if there is none
     */
    public static BufferedImage draw(List<Comparison> comparisons, BufferedImage photograph, BufferedImage other) {
        return ComparisonPage.draw(comparisons, photograph, other);
    }
}
