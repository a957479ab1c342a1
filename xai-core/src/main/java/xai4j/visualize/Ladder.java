package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.model.DifferentiableModel;
import xai4j.render.Page;

/**
 * What each device of feature visualisation is good for: a class drawn with more of them from picture to picture, side by side, each with how sure the model is when the
 * picture is moved.
 */
public final class Ladder {
    private static final int SIDE = 192;

    private final DifferentiableModel model;
    private final UnaryOperator<FeatureVisualizer> settings;

    private Ladder(DifferentiableModel model, UnaryOperator<FeatureVisualizer> settings) {
        this.model = model;
        this.settings = settings;
    }

    /** The ladder of a model. */
    public static Ladder of(DifferentiableModel model) {
        return new Ladder(model, visualizer -> visualizer);
    }

    /** With settings that every rung shares, for example fewer steps or another seed. */
    public Ladder with(UnaryOperator<FeatureVisualizer> shared) {
        return new Ladder(model, shared);
    }

    /** What stands on each rung, from nothing to {@link FeatureVisualizer#best}. */
    static Map<String, UnaryOperator<FeatureVisualizer>> rungs() {
        UnaryOperator<FeatureVisualizer> tutorial = visualizer -> visualizer;
        UnaryOperator<FeatureVisualizer> unblurred = visualizer -> visualizer.with(FeatureOptions.BLUR_EVERY, 0);
        UnaryOperator<FeatureVisualizer> fromNoise = visualizer -> unblurred
                .apply(visualizer)
                .with(FeatureOptions.START, FeatureOptions.Start.NOISE)
                .with(FeatureOptions.L2, 0.0);
        UnaryOperator<FeatureVisualizer> unmoved = visualizer -> fromNoise
                .apply(visualizer)
                .with(FeatureOptions.ROTATE, 0.0)
                .with(FeatureOptions.SCALE, 0.0)
                .with(FeatureOptions.SHIFT, 0.0)
                .with(FeatureOptions.BRIGHTNESS, 0.0)
                .with(FeatureOptions.CONTRAST, 0.0)
                .with(FeatureOptions.SATURATION, 0.0)
                .with(FeatureOptions.HUE, 0.0);
        Map<String, UnaryOperator<FeatureVisualizer>> rungs = new LinkedHashMap<>();
        rungs.put("pixels from noise", unmoved);
        rungs.put("+ moved and coloured at random", fromNoise);
        rungs.put("+ from grey, pulled to grey", unblurred);
        rungs.put("+ blurred now and then", tutorial);
        return rungs;
    }

    /** Draws the ladder of a class. */
    public BufferedImage draw(int index) {
        List<Page.Cell> cells = new ArrayList<>();
        rungs().forEach((caption, rung) ->
                cells.add(cell(caption, settings.apply(rung.apply(FeatureVisualizer.tutorial(model))), index)));
        cells.add(cell("spectrum, colours apart, Adam", settings.apply(FeatureVisualizer.best(model)), index));
        return Page.titled(model.spec().label(index) + ", rung by rung")
                .row(cells)
                .draw();
    }

    private static Page.Cell cell(String caption, FeatureVisualizer visualizer, int index) {
        FeatureImage made = visualizer.visualizeClass(index);
        BufferedImage picture = made.picture();
        int height = (int) Math.max(1, Math.rint((double) SIDE * picture.getHeight() / picture.getWidth()));
        Double sure = made.diagnostics().measures().get("confidence-mean");
        return new Page.Cell(
                Images.resized(picture, SIDE, height, Interpolation.BILINEAR),
                caption + (sure == null ? "" : String.format(Locale.ROOT, ": %.0f %% sure when moved", 100 * sure)));
    }
}
