package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.render.Page;
import xai4j.render.Pixels;

/** Several explanations together. */
public final class Explanations {
    private static final int CELL = 200;
    private static final int LEGEND = 408;

    private Explanations() {}

    /**
     * A sheet of images and classes: a row per explanation with its photograph, greyed, behind a panel for each of its targets, all on one scale, that of the
     * strongest; regions and cells stay blocks.
     *
     * <pre>{@code
     * Explainer<SaliencyMap> cam = Explainers.gradCam(model).target(Target.top(3));
     * BufferedImage sheet = Explanations.grid(List.of(cam.explain(photograph)), List.of(photograph));
     * }</pre>
     *
     * @param explanations maps or regions, each of its own image
     * @param photographs the images, in the same order
     * @return the sheet
     * @throws IllegalArgumentException if there are none, or not as many of both
     */
    public static BufferedImage grid(List<? extends Explanation> explanations, List<BufferedImage> photographs) {
        if (explanations.isEmpty() || explanations.size() != photographs.size()) {
            throw new IllegalArgumentException(explanations.size() + " explanations and " + photographs.size()
                    + " photographs make no grid; one photograph for each explanation does");
        }
        double limit =
                explanations.stream().mapToDouble(Explanations::strongest).max().orElse(1);
        Provenance made = explanations.get(0).provenance();
        Page page = Page.titled(made.method() + " of " + made.model())
                .text("all panels on one scale; the photographs behind are greyed");
        Optional<Scale> scale = limit > 0 ? scale(explanations.get(0), limit) : Optional.empty();
        page = scale.map(found -> new Page.Cell(found.bar(LEGEND), ""))
                .map(List::of)
                .map(page::row)
                .orElse(page);
        for (int i = 0; i < explanations.size(); i++) {
            page = page.row(row(explanations.get(i), photographs.get(i), limit));
        }
        return page.draw();
    }

    private static Optional<Scale> scale(Explanation explanation, double limit) {
        if (explanation instanceof SaliencyMap map) {
            return Optional.of(new HeatMapRendering(map).scale(limit));
        }
        return explanation instanceof SegmentAttribution regions
                ? Optional.ofNullable(new SegmentRendering(regions).scale(limit))
                : Optional.empty();
    }

    private static List<Page.Cell> row(Explanation explanation, BufferedImage photograph, double limit) {
        BufferedImage ground = fitted(photograph);
        BufferedImage grey = grey(ground);
        double scale = (double) ground.getWidth() / photograph.getWidth();
        List<Page.Cell> cells = new ArrayList<>();
        cells.add(new Page.Cell(ground, ""));
        for (int t = 0; t < explanation.targets().size(); t++) {
            ExplainedTarget target = explanation.targets().get(t);
            cells.add(new Page.Cell(
                    panel(explanation, t, grey, scale, limit),
                    String.format(Locale.ROOT, "%s %.4g", target.label(), target.score())));
        }
        return cells;
    }

    private static BufferedImage panel(
            Explanation explanation, int target, BufferedImage ground, double scale, double limit) {
        if (explanation instanceof SaliencyMap map) {
            return new HeatMapRendering(map).panel(ground, scale, target, limit);
        }
        if (explanation instanceof SegmentAttribution regions) {
            return new SegmentRendering(regions).panel(ground, scale, target, limit);
        }
        return explanation.render().withoutLegend().overlay(ground);
    }

    /** The value of the last colour of the strongest target; 0 where colours mean no number. */
    private static double strongest(Explanation explanation) {
        double[] limits = explanation instanceof SaliencyMap map
                ? new HeatMapRendering(map).limits()
                : explanation instanceof SegmentAttribution regions
                        ? new SegmentRendering(regions).limits()
                        : new double[0];
        return IntStream.range(0, limits.length)
                .mapToDouble(i -> limits[i])
                .max()
                .orElse(0);
    }

    private static BufferedImage fitted(BufferedImage photograph) {
        double factor = (double) CELL / Math.max(photograph.getWidth(), photograph.getHeight());
        return Images.resized(
                photograph,
                (int) Math.max(1, Math.rint(photograph.getWidth() * factor)),
                (int) Math.max(1, Math.rint(photograph.getHeight() * factor)),
                factor > 1 ? Interpolation.NEAREST : Interpolation.BILINEAR);
    }

    private static BufferedImage grey(BufferedImage picture) {
        int[] pixels = Pixels.rgb(picture);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Pixels.mix(Pixels.grey(pixels[i]), 0xFFFFFF, 0.4);
        }
        return Pixels.picture(pixels, picture.getWidth(), picture.getHeight());
    }
}
