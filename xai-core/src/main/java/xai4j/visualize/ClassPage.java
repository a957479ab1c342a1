package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.model.ModelSpec;
import xai4j.render.Page;

/** A page with a row per class: the picture that the class wants to see, and beside it the pictures that excite it most. */
public final class ClassPage {
    private static final int SIDE = 160;
    private static final int CLASSES_PER_ROW = 2;

    private final FeatureVisualizer visualizer;
    private final LabelledImages images;
    private final MostExciting exciting;
    private final int count;

    /**
     * Prepares a page.
     *
     * @param exciting the model's scores for the images
     * @param count pictures beside each visualisation
     */
    public ClassPage(FeatureVisualizer visualizer, LabelledImages images, MostExciting exciting, int count) {
        this.visualizer = visualizer;
        this.images = images;
        this.exciting = exciting;
        this.count = count;
    }

    /** Draws the page for some classes. */
    public BufferedImage draw(List<Integer> classes) {
        Page page = Page.titled("What " + spec().name() + " wants to see");
        for (int from = 0; from < classes.size(); from += CLASSES_PER_ROW) {
            List<Page.Cell> cells = new ArrayList<>();
            for (int index : classes.subList(from, Math.min(classes.size(), from + CLASSES_PER_ROW))) {
                cells.addAll(row(index));
            }
            page = page.row(cells);
        }
        return page.draw();
    }

    /** Draws the page for all classes. */
    public BufferedImage draw() {
        return draw(IntStream.range(0, exciting.classes()).boxed().toList());
    }

    private List<Page.Cell> row(int index) {
        List<Page.Cell> cells = new ArrayList<>();
        FeatureImage made = visualizer.visualizeClass(index);
        String sure = made.diagnostics().measures().containsKey("confidence-mean")
                ? String.format(
                        Locale.ROOT,
                        "%.0f %% sure",
                        100 * made.diagnostics().measures().get("confidence-mean"))
                : "";
        cells.add(new Page.Cell(square(made.picture()), spec().label(index) + " " + sure));
        for (int picture : exciting.top(index, count)) {
            String caption = String.format(
                    Locale.ROOT, "%s %.3g", images.labels().get(images.label(picture)), exciting.logit(picture, index));
            cells.add(new Page.Cell(square(images.image(picture)), caption));
        }
        return cells;
    }

    private ModelSpec spec() {
        return visualizer.model().spec();
    }

    private static BufferedImage square(BufferedImage image) {
        return Images.resized(image, SIDE, SIDE, Interpolation.BICUBIC);
    }
}
