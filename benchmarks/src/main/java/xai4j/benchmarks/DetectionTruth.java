package xai4j.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PixelMapping;
import xai4j.image.PreparedImage;
import xai4j.image.filter.Bilinear;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.model.detection.BoundingBox;
import xai4j.tensor.Tensor;

/**
 * Whether explanations of a detector's objects lie where the objects are, as a table: {@code DetectionTruth DETECTOR.onnx PHOTOGRAPH…}.
 *
 * <p>Of the positive part of a box's map: the share inside the box, that share over the one which a uniform map would have there, and how often the highest
 * value is inside (the pointing game, with no margin).
 */
public final class DetectionTruth {
    private static final List<String> METHODS = List.of("grad-cam", "layer-cam", "saliency", "d-rise");

    private final Model model;
    private final String method;
    private int boxes;
    private int hits;
    private double inside;
    private double chance;

    private DetectionTruth(Model model, String method) {
        this.model = model;
        this.method = method;
    }

    /** Prints a row per method. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("| method | boxes | energy inside | by chance | pointing game |");
        out.println("|---|---|---|---|---|");
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class)) {
            for (String method : METHODS) {
                DetectionTruth truth = new DetectionTruth(model, method);
                Arrays.stream(arguments).skip(1).map(Path::of).forEach(truth::add);
                out.println(truth.row());
            }
        }
    }

    private String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %d | %.2f | %.2f | %d of %d |",
                method,
                boxes,
                inside / boxes,
                chance / boxes,
                hits,
                boxes);
    }

    private void add(Path photograph) {
        PreparedImage image = model.spec().prepare(Images.read(photograph));
        SaliencyMap map = (SaliencyMap)
                Explainers.named(method, model).target(Target.parse("boxes")).explain(image);
        for (int t = 0; t < map.targets().size(); t++) {
            add(map, t, image);
        }
    }

    private void add(SaliencyMap map, int t, PreparedImage image) {
        int height = image.input().height();
        int width = image.input().width();
        Tensor plane = map.plane(t);
        float[] values = Bilinear.halfPixel(
                plane.toArray(), plane.shape().dim(0), plane.shape().dim(1), height, width);
        BoundingBox box = onInput(map.targets().get(t).box().orElseThrow(), image.mapping());
        double all = 0;
        double within = 0;
        double area = 0;
        int highest = 0;
        for (int p = 0; p < values.length; p++) {
            boolean in = contains(box, p % width, p / width);
            double positive = Math.max(0, values[p]);
            all += positive;
            within += in ? positive : 0;
            area += in ? 1 : 0;
            highest = values[p] > values[highest] ? p : highest;
        }
        boxes++;
        inside += all > 0 ? within / all : 0;
        chance += area / values.length;
        hits += contains(box, highest % width, highest / width) ? 1 : 0;
    }

    private static BoundingBox onInput(BoundingBox box, PixelMapping mapping) {
        return new BoundingBox(
                mapping.inputX(box.left()),
                mapping.inputY(box.top()),
                mapping.inputX(box.right()),
                mapping.inputY(box.bottom()));
    }

    /** Whether the middle of a pixel lies in a box. */
    private static boolean contains(BoundingBox box, int column, int row) {
        double x = column + 0.5;
        double y = row + 0.5;
        return x > box.left() && x < box.right() && y > box.top() && y < box.bottom();
    }
}
