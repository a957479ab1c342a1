package xai4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.numeric.SpearmanCorrelation;
import xai4j.render.Page;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

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
 * @param first one explanation; its first target is compared
 * @param second the other
 * @param rankAgreement Spearman correlation of the attributions of all pixels; NaN if one of the maps is the same everywhere
 * @param topOverlap of the tenth of the pixels with the highest attribution, the share that both have (Jaccard), 0…1
 * @param distance {@code Σ |a − b| / Σ max(|a|, |b|)} of the attributions as they are, 0 when they are the same
 * @param scoreChange score of the second less that of the first
 */
public record Comparison(
        Explanation first,
        Explanation second,
        double rankAgreement,
        double topOverlap,
        double distance,
        double scoreChange) {
    private static final double TOP = 0.1;
    private static final int PANEL = 300;

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
        PhotographEvidence a = PhotographEvidence.of(first, 0);
        PhotographEvidence b = PhotographEvidence.of(second, 0);
        a.requireSize(b);
        BitSet both = top(a);
        BitSet any = (BitSet) both.clone();
        BitSet other = top(b);
        both.and(other);
        any.or(other);
        return new Comparison(
                first,
                second,
                SpearmanCorrelation.of(a.values(), b.values()),
                (double) both.cardinality() / any.cardinality(),
                a.distance(b),
                second.targets().get(0).score() - first.targets().get(0).score());
    }

    private static BitSet top(PhotographEvidence evidence) {
        double[] values = evidence.values();
        BitSet top = new BitSet(values.length);
        IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[j], values[i]))
                .limit(Math.max(1, Math.round(TOP * values.length)))
                .forEach(top::set);
        return top;
    }

    /** Second less first, pixel by pixel of the photograph, as a map that can be drawn: what the second sees more of is positive. */
    public SaliencyMap difference() {
        PhotographEvidence a = PhotographEvidence.of(first, 0);
        PhotographEvidence b = PhotographEvidence.of(second, 0);
        double[] before = a.values();
        double[] after = b.values();
        Tensor change = Tensor.zeros(Shape.of(1, a.height(), a.width()));
        for (int i = 0; i < before.length; i++) {
            change.set(i, (float) (after[i] - before[i]));
        }
        return map(change, new ExplainedTarget(ExplainedTarget.NO_CLASS, "second less first", scoreChange));
    }

    private static SaliencyMap map(Tensor values, ExplainedTarget... targets) {
        int height = values.shape().dim(1);
        int width = values.shape().dim(2);
        Provenance provenance =
                new Provenance("comparison", Map.of(), "", "", Score.OUTPUT, 0, 0, Provenance.libraryVersion());
        return new SaliencyMap(
                List.of(targets), values, height, width, PixelMapping.IDENTITY, provenance, Diagnostics.NONE);
    }

    /** Both explanations and their difference, three maps on one scale. */
    private SaliencyMap all() {
        PhotographEvidence a = PhotographEvidence.of(first, 0);
        double[] before = a.values();
        double[] after = PhotographEvidence.of(second, 0).values();
        Tensor maps = Tensor.zeros(Shape.of(3, a.height(), a.width()));
        for (int i = 0; i < before.length; i++) {
            maps.set(i, (float) before[i]);
            maps.set(before.length + i, (float) after[i]);
            maps.set(2 * before.length + i, (float) (after[i] - before[i]));
        }
        return map(
                maps,
                target(first, "first"),
                target(second, "second"),
                new ExplainedTarget(ExplainedTarget.NO_CLASS, "second less first", scoreChange));
    }

    private static ExplainedTarget target(Explanation why, String word) {
        ExplainedTarget target = why.targets().get(0);
        String name = word + ": " + target.label() + ", " + why.provenance().method() + " of "
                + why.provenance().model();
        return new ExplainedTarget(ExplainedTarget.NO_CLASS, name, target.score());
    }

    /** How alike they are, in words. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "rank agreement %.2f, %.0f %% of the top tenth shared, distance %.3f, the score moved by %+.4g",
                rankAgreement,
                100 * topOverlap,
                distance,
                scoreChange);
    }

    /**
     * Draws both explanations and their difference side by side on one scale, under what the numbers say.
     *
     * @param photograph the picture of the first explanation
     * @param other that of the second, shown beside it where it is another
     */
    public BufferedImage draw(BufferedImage photograph, BufferedImage other) {
        Page page = Page.titled("Two explanations").text(sentence());
        if (photograph != other) {
            page = page.row(List.of(
                    new Page.Cell(small(photograph), "first picture"), new Page.Cell(small(other), "second picture")));
        }
        return page.row(List.of(new Page.Cell(all().render().overlay(photograph), "")))
                .draw();
    }

    private static BufferedImage small(BufferedImage picture) {
        int height = Math.max(1, Math.round((float) PANEL * picture.getHeight() / picture.getWidth()));
        return Images.resized(picture, PANEL, height, Interpolation.BICUBIC);
    }
}
