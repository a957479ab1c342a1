package xai4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.coalition.RegionExplainer;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PixelMapping;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.render.Page;

/**
 * Explain, act, check, as one picture: the image with its scores and its explanation, beside it the image without the regions that speak against the
 * class, its scores and the explanation of what is left.
 */
public final class CheckSheet {
    private static final int WIDTH = 280;
    private static final int CLASSES = 5;
    private static final int MOST_CLASSES = 20;

    private CheckSheet() {}

    /**
     * Draws; the changed image is explained once more by the same method, for the same class.
     *
     * @param explainer that made the explanation
     * @param why the explanation, of whose first target the regions are taken
     * @param test the image and the fill
     */
    public static BufferedImage draw(RegionExplainer<?> explainer, SegmentAttribution why, WhatIf test) {
        PreparedImage before = test.image();
        PreparedImage after = test.imageWithoutNegatives(why);
        float[] scoresBefore = scores(test.model(), before);
        float[] scoresAfter = scores(test.model(), after);
        int[] shown = shown(scoresBefore, scoresAfter);
        int index = why.targets().get(0).index();
        SegmentAttribution again = index < 0
                ? explainer.explain(after)
                : explainer.target(Target.index(index)).explain(after);
        long hidden = IntStream.range(0, why.segmentation().count())
                .filter(region -> why.values().get(0, region) < 0)
                .count();
        String label = why.targets().get(0).label();
        return Page.titled(why.provenance().method() + " of " + label + ": explain, act, check")
                .row(List.of(
                        cell(before.modelPicture(), "as it is"),
                        cell(drawn(why, before), "what speaks for " + label + " (orange) and against it (blue)")))
                .row(List.of(
                        cell(after.modelPicture(), "without the " + hidden + " regions that spoke against it"),
                        cell(drawn(again, after), "explained again")))
                .table(
                        List.of("probability", "as it is", "without them"),
                        rows(test.model(), shown, scoresBefore, scoresAfter))
                .text(lower(scoresBefore.length - shown.length))
                .draw();
    }

    private static float[] scores(Model model, PreparedImage image) {
        return model.predict(image.batch(), Score.PROBABILITY).row(0).toArray();
    }

    /** All classes, or of very many the highest of either; the highest first. */
    private static int[] shown(float[] before, float... after) {
        return before.length <= MOST_CLASSES
                ? Target.top(before.length).resolve(before, List.of())
                : IntStream.concat(Arrays.stream(top(before)), Arrays.stream(top(after)))
                        .distinct()
                        .toArray();
    }

    private static int[] top(float... scores) {
        return Target.top(Math.min(CLASSES, scores.length)).resolve(scores, List.of());
    }

    private static List<List<String>> rows(Model model, int[] classes, float[] before, float... after) {
        return Arrays.stream(classes)
                .mapToObj(cls -> List.of(model.spec().label(cls), text(before[cls]), text(after[cls])))
                .toList();
    }

    private static String text(float probability) {
        return String.format(Locale.ROOT, "%.3f", probability);
    }

    private static String lower(int others) {
        return others == 0 ? "" : "and " + others + " lower ones";
    }

    /** On the model's own picture, whatever the photograph was. */
    private static BufferedImage drawn(SegmentAttribution why, PreparedImage image) {
        BufferedImage picture = image.modelPicture();
        return new SegmentAttribution(
                        why.targets(),
                        why.values(),
                        why.standardErrors(),
                        why.segmentation(),
                        PixelMapping.IDENTITY,
                        why.provenance(),
                        why.diagnostics())
                .render()
                .withoutLegend()
                .overlay(picture);
    }

    private static Page.Cell cell(BufferedImage picture, String caption) {
        int height = (int) Math.max(1, Math.rint((double) WIDTH * picture.getHeight() / picture.getWidth()));
        return new Page.Cell(Images.resized(picture, WIDTH, height, Interpolation.BILINEAR), caption);
    }
}
