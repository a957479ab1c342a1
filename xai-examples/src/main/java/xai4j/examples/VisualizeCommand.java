package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.data.ImageFolder;
import xai4j.data.LabelledImages;
import xai4j.image.Images;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.render.Gif;
import xai4j.render.Png;
import xai4j.visualize.ClassPage;
import xai4j.visualize.DeepDream;
import xai4j.visualize.FeatureImage;
import xai4j.visualize.FeatureOptions;
import xai4j.visualize.FeatureVisualizer;
import xai4j.visualize.Ladder;
import xai4j.visualize.MostExciting;
import xai4j.visualize.objective.FeatureObjective;

/** Draws what a class, a channel or a layer wants to see. */
@Command(
        name = "visualize",
        description = "Draw what a class or a channel wants to see; a .gif shows how it came about.")
final class VisualizeCommand implements Callable<Integer> {
    private static final int FRAMES = 40;
    private static final int HUNDREDTHS = 10;
    private static final int BESIDE = 3;

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private VisualizationObjectiveOptions wish = new VisualizationObjectiveOptions();

    @Option(names = "--against", paramLabel = "CLASS", description = "With --target: a class that is to be avoided.")
    private @Nullable String against;

    @Option(
            names = "--photo",
            paramLabel = "FILE",
            description = "A photograph to start from (DeepDream), or to invert.")
    private @Nullable Path photo;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Picture to write: .png or .gif.")
    private Path out = Path.of("");

    @Option(names = "--preset", defaultValue = "best", description = "best (default), tutorial or zoom.")
    private String preset = "best";

    @Option(
            names = "--ladder",
            description =
                    "With --target: one picture of the class with more and more devices, from bare pixels to the best preset.")
    private boolean ladder;

    @Option(names = "--seed", description = "Seed of start and transformations.")
    private @Nullable Long seed;

    @Option(names = "--set", paramLabel = "OPTION=VALUE", description = "Any option; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (!isGif() && !name().endsWith(".png")) {
            throw new IllegalArgumentException("--out " + out + " must end in .png or .gif");
        }
        Outputs.file(out).notOverInputs(Objects.requireNonNull(spec), pictureOf(wish.folder()));
        try (Model model = arguments.open()) {
            DifferentiableModel differentiable = model.as(DifferentiableModel.class)
                    .orElseThrow(() -> new IllegalArgumentException(
                            model.spec().name() + " gives no gradients, so nothing can be visualised"));
            ProgressBar bar =
                    ProgressBar.on(Objects.requireNonNull(spec).commandLine().getErr(), "visualize");
            if (ladder) {
                ladder(differentiable);
            } else if (wish.folder() != null) {
                page(differentiable, wish.folder(), bar);
            } else if (photo != null && wish.inverted() == null) {
                write(dream(differentiable, photo, bar), List.of(), bar);
            } else {
                climb(differentiable, bar);
            }
            ModelArguments.sayWhatIsAssumed(model.spec(), lines());
        }
        return 0;
    }

    /** The output itself when it lies among the pictures of a folder. */
    private Path[] pictureOf(@Nullable Path folder) {
        boolean inside = folder != null
                && out.toAbsolutePath()
                        .normalize()
                        .startsWith(folder.toAbsolutePath().normalize());
        return inside ? new Path[] {out} : new Path[0];
    }

    private void page(DifferentiableModel model, Path folder, ProgressBar bar) {
        LabelledImages images = ImageFolder.of(folder);
        MostExciting exciting = MostExciting.of(model, images, bar);
        ClassPage page = new ClassPage(visualizer(model).onProgress(bar), images, exciting, BESIDE);
        BufferedImage drawn = page.draw();
        bar.clear();
        Outputs.file(out).makeFolders();
        Png.write(drawn, out);
        lines().printf("%d classes, %d pictures  %s%n", exciting.classes(), images.size(), out);
    }

    private void ladder(DifferentiableModel model) {
        int index = wish.of(model).index();
        if (index < 0 || isGif() || against != null) {
            throw new IllegalArgumentException(
                    "--ladder draws a class as a .png: --target CLASS --ladder --out FILE.png");
        }
        BufferedImage drawn = Ladder.of(model).with(this::set).draw(index);
        Outputs.file(out).makeFolders();
        Png.write(drawn, out);
        lines().printf("%s, rung by rung  %s%n", model.spec().label(index), out);
    }

    private FeatureImage dream(DifferentiableModel model, Path photograph, ProgressBar bar) {
        DeepDream dream = DeepDream.of(model).onProgress(bar);
        if (seed != null) {
            dream = dream.with(DeepDream.SEED, seed);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            dream = dream.set(setting.getKey(), setting.getValue());
        }
        VisualizationObjectiveOptions.Named named = wish.of(model);
        return dream.dream(Images.read(photograph), objective(named, model), named.name());
    }

    private void climb(DifferentiableModel model, ProgressBar bar) {
        List<BufferedImage> frames = new ArrayList<>();
        FeatureVisualizer base = visualizer(model);
        boolean zoom = base.options().get(FeatureOptions.ZOOM) > 0;
        FeatureVisualizer visualizer = base.onProgress(bar).onStep(step -> {
            bar.note(String.format(Locale.ROOT, "objective %.4g", step.objective()));
            boolean due = zoom ? step.isZoomed() : step.number() % Math.max(1, step.steps() / FRAMES) == 0;
            if (isGif() && due) {
                frames.add(step.pictures().get(0));
            }
        });
        write(draw(model, visualizer), frames, bar);
    }

    private FeatureImage draw(DifferentiableModel model, FeatureVisualizer visualizer) {
        if (wish.inverted() != null) {
            if (photo == null) {
                throw new IllegalArgumentException(
                        "--invert needs the photograph that is to be inverted: --photo FILE");
            }
            return visualizer.invert(Images.read(photo), model.layer(wish.inverted()));
        }
        VisualizationObjectiveOptions.Named named = wish.of(model);
        if (named.index() >= 0 && against == null) {
            return visualizer.visualizeClass(named.index());
        }
        String name = against == null
                ? named.name()
                : named.name() + " but not " + model.spec().label(VisualizationObjectiveOptions.index(against, model));
        return visualizer.visualize(objective(named, model), name);
    }

    private FeatureObjective objective(VisualizationObjectiveOptions.Named named, DifferentiableModel model) {
        if (against == null) {
            return named.objective();
        }
        return named.objective().minus(FeatureObjective.logit(VisualizationObjectiveOptions.index(against, model)));
    }

    private FeatureVisualizer visualizer(DifferentiableModel model) {
        FeatureVisualizer visualizer =
                switch (preset) {
                    case "best" -> FeatureVisualizer.best(model);
                    case "tutorial" -> FeatureVisualizer.tutorial(model);
                    case "zoom" -> FeatureVisualizer.eternalZoom(model);
                    default ->
                        throw new IllegalArgumentException(
                                "unknown preset \"" + preset + "\"; known: best, tutorial, zoom");
                };
        return set(visualizer);
    }

    private FeatureVisualizer set(FeatureVisualizer visualizer) {
        FeatureVisualizer set = seed == null ? visualizer : visualizer.with(FeatureOptions.SEED, seed);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            set = set.set(setting.getKey(), setting.getValue());
        }
        return set;
    }

    private void write(FeatureImage image, List<BufferedImage> frames, ProgressBar bar) {
        bar.clear();
        Outputs.file(out).makeFolders();
        if (isGif()) {
            List<BufferedImage> all = new ArrayList<>(frames);
            all.add(image.picture());
            Gif.write(all, HUNDREDTHS, out);
        } else {
            Png.write(image.render().overlay(image.picture()), out);
        }
        lines().printf(
                        Locale.ROOT,
                        "%s: objective %.4g after %d steps, %.1f s  %s%n",
                        image.targets().get(0).label(),
                        image.targets().get(0).score(),
                        image.objective().size(),
                        image.provenance().seconds(),
                        out);
        Double sure = image.diagnostics().measures().get("confidence-mean");
        if (sure != null) {
            lines().printf(
                            Locale.ROOT,
                            "under 20 fresh random transformations the model is %.1f %% sure (least %.1f %%)%n",
                            100 * sure,
                            100 * image.diagnostics().measures().getOrDefault("confidence-min", Double.NaN));
        }
        image.diagnostics().verdicts().forEach(verdict -> lines().println("[" + verdict + "]"));
    }

    private boolean isGif() {
        return name().endsWith(".gif");
    }

    private String name() {
        return String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    }

    private PrintWriter lines() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
