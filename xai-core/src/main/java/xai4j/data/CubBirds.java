package xai4j.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import xai4j.image.Images;
import xai4j.tensor.XaiException;

/**
 * Caltech-UCSD Birds 200-2011 (Wah et al. 2011) in its own layout: {@code images.txt}, {@code image_class_labels.txt},
 * {@code classes.txt}, {@code train_test_split.txt}, {@code bounding_boxes.txt}, {@code parts/parts.txt},
 * {@code parts/part_locs.txt} and the photographs in {@code images/}.
 *
 * <p>Boxes and parts are optional; without their files every bird has none.
 */
public final class CubBirds implements LabelledImages {
    private final Path root;
    private final List<String> labels;
    private final List<CubBird> birds;
    private final boolean cropped;

    private CubBirds(Path root, List<String> labels, List<CubBird> birds, boolean cropped) {
        this.root = root;
        this.labels = labels;
        this.birds = birds;
        this.cropped = cropped;
    }

    /**
     * A named point of a bird that can be seen.
     *
     * @param x pixels from the left edge of the image
     * @param y pixels from the upper edge of the image
     */
    public record PartPoint(String name, double x, double y) {}

    /** A rectangle of a photograph in pixels. */
    public record Box(double x, double y, double width, double height) {}

    /**
     * The photographs that {@code train_test_split.txt} marks with 1.
     *
     * @throws XaiException naming the file and line that is missing or wrong
     */
    public static CubBirds training(Path root) {
        return of(root, CubBird::training);
    }

    /**
     * The photographs that {@code train_test_split.txt} marks with 0.
     *
     * @throws XaiException naming the file and line that is missing or wrong
     */
    public static CubBirds test(Path root) {
        return of(root, bird -> !bird.training());
    }

    private static CubBirds of(Path root, Predicate<CubBird> wanted) {
        CubFiles files = new CubFiles(root);
        List<CubBird> birds = files.birds().stream().filter(wanted).toList();
        if (birds.isEmpty()) {
            throw new XaiException(root.resolve(CubFiles.SPLIT) + " leaves no photograph in this half");
        }
        return new CubBirds(root, files.classes(), birds, false);
    }

    /**
     * The same with every photograph cut to its bird's box; parts are then counted from the box's corner.
     *
     * @throws XaiException if {@code bounding_boxes.txt} is missing
     */
    public CubBirds croppedToBoxes() {
        if (birds.stream().anyMatch(bird -> bird.box() == null)) {
            throw new XaiException("there is no " + root.resolve(CubFiles.BOXES) + ", so nothing can be cropped");
        }
        return new CubBirds(root, labels, birds, true);
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int size() {
        return birds.size();
    }

    @Override
    public String name(int i) {
        return birds.get(i).file();
    }

    @Override
    public int label(int i) {
        return birds.get(i).label();
    }

    @Override
    public BufferedImage image(int i) {
        CubBird bird = birds.get(i);
        BufferedImage photograph = Images.read(root.resolve("images").resolve(bird.file()));
        return cropped ? bird.crop(photograph) : photograph;
    }

    /** The visible parts of bird {@code i}, in the pixels of {@link #image}. */
    public List<PartPoint> parts(int i) {
        CubBird bird = birds.get(i);
        return cropped ? bird.partsInBox() : bird.parts();
    }
}
