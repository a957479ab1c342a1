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
import xai4j.Target;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.render.Gif;
import xai4j.render.Png;
import xai4j.visualize.FeatureImage;
import xai4j.visualize.FeatureObjective;
import xai4j.visualize.FeatureVisualizer;

/** Draws what a class, a channel or a layer wants to see. */
@Command(
        name = "visualize",
        description = "Draw what a class or a channel wants to see; a .gif shows how it came about.")
final class VisualizeCommand implements Callable<Integer> {
    private static final int FRAMES = 40;

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private @Nullable Wish wish;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Picture to write: .png or .gif.")
    private Path out = Path.of("");

    @Option(names = "--preset", defaultValue = "best", description = "best (default) or tutorial.")
    private String preset = "best";

    @Option(names = "--seed", description = "Seed of start and transformations.")
    private @Nullable Long seed;

    @Option(names = "--set", paramLabel = "OPTION=VALUE", description = "Any option; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    /** What is to be excited. */
    static final class Wish {
        @Option(names = "--target", required = true, description = "A class: index or label.")
        private @Nullable String target;

        @Option(names = "--channel", required = true, paramLabel = "LAYER:K", description = "A channel of a layer.")
        private @Nullable String channel;

        @Option(names = "--layer", required = true, paramLabel = "NAME", description = "A whole layer (DeepDream).")
        private @Nullable String layer;
    }

    @Override
    public Integer call() {
        String kind = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
        if (!kind.endsWith(".png") && !kind.endsWith(".gif")) {
            throw new IllegalArgumentException("--out " + out + " must end in .png or .gif");
        }
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (Model model = arguments.open()) {
            if (!(model instanceof DifferentiableModel differentiable)) {
                throw new IllegalArgumentException(
                        model.spec().name() + " gives no gradients, so nothing can be visualised");
            }
            ProgressBar bar = ProgressBar.on(err, "visualize");
            List<BufferedImage> frames = new ArrayList<>();
            FeatureVisualizer visualizer = visualizer(differentiable).onProgress(bar);
            int steps = visualizer.options().get(FeatureVisualizer.STEPS);
            FeatureImage image = draw(differentiable, visualizer.onFrame((step, frame) -> {
                if (kind.endsWith(".gif") && step % Math.max(1, steps / FRAMES) == 0) {
                    frames.add(frame);
                }
            }));
            bar.clear();
            frames.add(image.picture());
            if (kind.endsWith(".gif")) {
                Gif.write(frames, 10, out);
            } else {
                Png.write(image.picture(), out);
            }
            report(image);
        }
        return 0;
    }

    private FeatureVisualizer visualizer(DifferentiableModel model) {
        FeatureVisualizer visualizer =
                switch (preset) {
                    case "best" -> FeatureVisualizer.best(model);
                    case "tutorial" -> FeatureVisualizer.tutorial(model);
                    default ->
                        throw new IllegalArgumentException("unknown preset \"" + preset + "\"; known: best, tutorial");
                };
        if (seed != null) {
            visualizer = visualizer.with(FeatureVisualizer.SEED, seed);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            visualizer = visualizer.set(setting.getKey(), setting.getValue());
        }
        return visualizer;
    }

    private FeatureImage draw(DifferentiableModel model, FeatureVisualizer visualizer) {
        Wish wanted = Objects.requireNonNull(wish);
        if (wanted.channel != null) {
            int colon = wanted.channel.lastIndexOf(':');
            try {
                int channel = Integer.parseInt(wanted.channel.substring(colon + 1));
                String layer = wanted.channel.substring(0, Math.max(0, colon));
                return visualizer.visualize(
                        FeatureObjective.channel(model.layer(layer), channel), layer + " channel " + channel);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--channel " + wanted.channel + ": LAYER:K is expected", e);
            }
        }
        if (wanted.layer != null) {
            return visualizer.visualize(FeatureObjective.layer(model.layer(wanted.layer)), wanted.layer);
        }
        Target target = Target.parse(Objects.requireNonNull(wanted.target));
        if (target instanceof Target.Top) {
            throw new IllegalArgumentException("--target " + wanted.target + ": an index or a label is expected");
        }
        if (target instanceof Target.Indices indices) {
            return visualizer.visualizeClass(indices.indices().get(0));
        }
        List<String> labels = model.spec().labels();
        return visualizer.visualizeClass(target.resolve(new float[labels.size()], labels)[0]);
    }

    private void report(FeatureImage image) {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        lines.printf(
                Locale.ROOT,
                "%s: objective %.4g after %d steps, %.1f s  %s%n",
                image.targets().get(0).label(),
                image.targets().get(0).score(),
                image.objective().size(),
                image.provenance().seconds(),
                out);
        image.diagnostics().verdicts().forEach(verdict -> lines.println("[" + verdict + "]"));
    }
}
