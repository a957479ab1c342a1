package xai4j.examples.evaluate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.InputNoise;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.data.MapBaseline;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.PartMask;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.render.Page;
import xai4j.render.Png;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Draws the pictures of the pages on metrics in docs: {@code MetricPictures FOLDER}. One bird, the network that ships with the project. */
public final class MetricPictures {
    private static final int BIRD = 2;
    private static final int SIDE = 144;
    private static final int ENLARGED = 144;

    private final DifferentiableModel model;
    private final BufferedImage bird;
    private final PartMask parts;
    private final PreparedImage image;
    private final int species;
    private final TruthMask truth;

    private MetricPictures(DifferentiableModel model) {
        this.model = model;
        BirdPicture drawn = BirdWorld.test(1, 600).side(SIDE).picture(BIRD);
        this.bird = drawn.image();
        this.parts = drawn.mask();
        this.image = model.spec().prepare(bird);
        this.species = Target.predicted()
                .resolve(
                        model.predict(image.batch(), Score.PROBABILITY).row(0).toArray(),
                        model.spec().labels())[0];
        this.truth = TruthMask.of(SIDE, SIDE, (x, y) -> parts.at(x, y) != Part.BACKGROUND)
                .onInput(image.mapping(), image.input().width(), image.input().height());
    }

    /** Draws all. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Path scratch = Files.createTempDirectory("birds");
        Path file = BirdSample.CNN.copyTo(scratch);
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            MetricPictures pictures = new MetricPictures(model);
            Png.write(pictures.faithfulness(), folder.resolve("metrics-faithfulness.png"));
            Png.write(pictures.localisation(), folder.resolve("metrics-localisation.png"));
            Png.write(pictures.robustness(), folder.resolve("metrics-robustness.png"));
            Png.write(pictures.complexity(), folder.resolve("metrics-complexity.png"));
            Png.write(pictures.sanity(), folder.resolve("metrics-sanity.png"));
            Png.write(pictures.axioms(), folder.resolve("metrics-axioms.png"));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(scratch);
        }
    }

    private Explainer<?> explainer(String method) {
        Explainer<?> explainer = Explainers.named(method, model).target(Target.index(species));
        return List.of("kernel-shap", "feature-ablation").contains(method) ? explainer.set("fill", "grey") : explainer;
    }

    private Judged judged(String method) {
        for (MapBaseline baseline : MapBaseline.values()) {
            if (baseline.label().equals(method)) {
                return new Judged(baseline.explain(image, model, species, 0), 0, image, model).withTruth(truth);
            }
        }
        Explainer<?> explainer = explainer(method);
        return new Judged(explainer.explain(image), 0, image, model)
                .withTruth(truth)
                .withExplainer(explainer);
    }

    private static String number(String name, Judged judged, String... setting) {
        Metric named = Metrics.named(name);
        Metric metric = setting.length == 0 ? named : named.set(setting[0], setting[1]);
        try {
            return String.format(Locale.ROOT, "%s %.2f", name, metric.measure(judged));
        } catch (IllegalArgumentException | XaiException e) {
            return name + " –";
        }
    }

    private Page.Cell map(Explanation why, String caption) {
        return new Page.Cell(why.render().withoutLegend().overlay(bird), caption);
    }

    /** The map of a method over its numbers. */
    private Page.Cell measured(String method, String... metrics) {
        Judged judged = judged(method);
        StringBuilder caption = new StringBuilder(method);
        for (String metric : metrics) {
            caption.append('\n').append(number(metric, judged));
        }
        return map(judged.explanation(), caption.toString());
    }

    private BufferedImage faithfulness() {
        double[] shares = {0, 0.05, 0.1, 0.2, 0.4};
        Page page = Page.titled("Deletion: the most relevant pixels go first; how long does the model still see a "
                + model.spec().label(species) + "?");
        for (String method : List.of("grad-cam", "integrated-gradients", "(centre)", "(random)")) {
            Judged judged = judged(method);
            List<Page.Cell> cells =
                    new ArrayList<>(List.of(map(judged.explanation(), method + "\n" + number("deletion", judged))));
            for (double share : shares) {
                PreparedImage less = without(judged.pixels(), share);
                double left = model.predict(less.batch(), Score.PROBABILITY).at(species);
                cells.add(new Page.Cell(
                        enlarged(less.modelPicture()),
                        String.format(Locale.ROOT, "without %.0f %%: probability %.2f", 100 * share, left)));
            }
            page = page.row(cells);
        }
        return page.draw();
    }

    /** The input with the most relevant pixels at zero, as deletion does it. */
    private PreparedImage without(double[] pixels, double share) {
        Integer[] order = new Integer[pixels.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(pixels[b], pixels[a]));
        Tensor less = image.tensor().copy();
        PixelPlanes planes = PixelPlanes.of(image);
        for (int i = 0; i < share * pixels.length; i++) {
            for (int channel = 0; channel < planes.channels(); channel++) {
                less.set(planes.index(channel, order[i]), 0);
            }
        }
        return PreparedImage.ofTensor(less, image.input(), image.preprocessing());
    }

    private static BufferedImage enlarged(BufferedImage picture) {
        return Images.resized(picture, ENLARGED, ENLARGED, Interpolation.BILINEAR);
    }

    private BufferedImage localisation() {
        List<Page.Cell> cells = new ArrayList<>();
        cells.add(new Page.Cell(bird, "the picture"));
        cells.add(new Page.Cell(parts.picture(), "where the bird is, part by part"));
        for (String method : List.of("grad-cam", "integrated-gradients", "kernel-shap", "(edges)", "(centre)")) {
            cells.add(measured(method, "pointing-game", "relevance-mass", "relevance-rank", "auc"));
        }
        return Page.titled("Does it point at the bird?").row(cells).draw();
    }

    private BufferedImage robustness() {
        Page page = Page.titled("Explained again with a little noise (±0.05)");
        List<Tensor> noises = InputNoise.uniform(image, 3, 0.05, 0);
        for (String method : List.of("saliency", "integrated-gradients", "grad-cam")) {
            Explainer<?> explainer = explainer(method);
            Judged judged = judged(method);
            String change = String.format(
                    Locale.ROOT,
                    "max-sensitivity %.2f",
                    Metrics.named("max-sensitivity").set("radius", "0.05").measure(judged));
            List<Page.Cell> cells = new ArrayList<>(List.of(map(judged.explanation(), method + "\n" + change)));
            for (int i = 0; i < noises.size(); i++) {
                PreparedImage noisy = PreparedImage.ofTensor(
                        InputNoise.added(image, noises.get(i), 1), image.input(), image.preprocessing());
                BufferedImage drawn =
                        explainer.explain(noisy).render().withoutLegend().overlay(noisy.modelPicture());
                cells.add(new Page.Cell(enlarged(drawn), "noise " + (i + 1)));
            }
            page = page.row(cells);
        }
        return page.draw();
    }

    private BufferedImage complexity() {
        List<Page.Cell> cells = new ArrayList<>();
        for (String method :
                List.of("(random)", "(centre)", "grad-cam", "saliency", "integrated-gradients", "kernel-shap")) {
            cells.add(measured(method, "sparseness", "entropy", "effective-regions"));
        }
        return Page.titled("In how few places does an explanation hold what it says?")
                .row(cells)
                .draw();
    }

    private BufferedImage sanity() {
        RandomizableModel original = model.as(RandomizableModel.class).orElseThrow();
        List<String> layers = original.weightedLayers();
        int[] counts = {1, layers.size() / 2, layers.size()};
        Page page = Page.titled("The network forgets what it learnt, from the top");
        for (String method : List.of("grad-cam", "saliency", "guided-backprop")) {
            Judged judged = judged(method);
            List<Page.Cell> cells = new ArrayList<>(List.of(map(
                    judged.explanation(),
                    method + "\n" + number("mprt", judged) + "\n" + number("random-logit", judged))));
            for (int count : counts) {
                try (RandomizableModel copy = original.randomized(layers.subList(0, count), 0)) {
                    Explanation why = Explainers.named(method, copy)
                            .target(Target.index(species))
                            .explain(image);
                    cells.add(map(why, count + " of " + layers.size() + " layers shuffled"));
                }
            }
            page = page.row(cells);
        }
        return page.draw();
    }

    private BufferedImage axioms() {
        List<Page.Cell> cells = new ArrayList<>();
        for (String method : List.of("integrated-gradients", "input-x-gradient", "kernel-shap", "feature-ablation")) {
            Judged judged = judged(method);
            boolean regions = judged.explanation() instanceof SegmentAttribution;
            cells.add(map(
                    judged.explanation(),
                    String.join(
                            "\n",
                            method,
                            regions ? number("efficiency", judged) : number("completeness", judged),
                            number("symmetry", judged, "tolerance", "0.05"))));
        }
        return Page.titled("Do the numbers add up, and do equals get the same?")
                .row(cells)
                .draw();
    }
}
