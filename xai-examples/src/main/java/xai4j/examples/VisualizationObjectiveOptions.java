package xai4j.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.explain.ClassTarget;
import xai4j.explain.Target;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;

/** What is to be excited, as given on the command line: one of these. */
final class VisualizationObjectiveOptions {
    private static final String COLON = ":";

    @Option(names = "--target", required = true, description = "A class: index or label.")
    private @Nullable String target;

    @Option(names = "--channel", required = true, paramLabel = "LAYER:K", description = "A channel of a layer.")
    private @Nullable String channel;

    @Option(
            names = "--neuron",
            required = true,
            paramLabel = "LAYER:K:X:Y",
            description = "One value of a layer: channel, column, row.")
    private @Nullable String neuron;

    @Option(
            names = "--direction",
            required = true,
            paramLabel = "LAYER:FILE.npy",
            description = "A weighted sum of a layer's channels.")
    private @Nullable String direction;

    @Option(names = "--layer", required = true, paramLabel = "NAME", description = "A whole layer (DeepDream).")
    private @Nullable String layer;

    @Option(
            names = "--invert",
            required = true,
            paramLabel = "LAYER",
            description = "A picture that looks like --photo to a layer.")
    private @Nullable String invert;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FOLDER",
            description =
                    "A page for all classes, with the pictures of a folder (a folder per class) that excite them.")
    private @Nullable Path classes;

    /** An objective and what it is called; for a class, its index. */
    record Named(FeatureObjective objective, String name, int index) {}

    @Nullable
    String inverted() {
        return invert;
    }

    @Nullable
    Path folder() {
        return classes;
    }

    /** The class, when a class is wished for. */
    int targetOf(DifferentiableModel model) {
        return index(Objects.requireNonNull(target), model);
    }

    /**
     * The objective.
     *
     * @throws IllegalArgumentException if it names something that the model does not have
     */
    Named of(DifferentiableModel model) {
        if (channel != null) {
            int[] numbers = numbers(channel, 1, "--channel", "LAYER:K");
            String name = before(channel, 1);
            return new Named(
                    FeatureObjective.channel(model.layer(name), numbers[0]), name + " channel " + numbers[0], -1);
        }
        if (neuron != null) {
            int[] numbers = numbers(neuron, 3, "--neuron", "LAYER:K:X:Y");
            FeatureObjective objective =
                    FeatureObjective.neuron(model.layer(before(neuron, 3)), numbers[0], numbers[1], numbers[2]);
            return new Named(objective, neuron, -1);
        }
        if (direction != null) {
            return new Named(direction(direction, model), direction, -1);
        }
        if (layer != null) {
            return new Named(FeatureObjective.layer(model.layer(layer)), layer, -1);
        }
        int index = targetOf(model);
        return new Named(FeatureObjective.logit(index), model.spec().label(index), index);
    }

    private static FeatureObjective direction(String text, DifferentiableModel model) {
        int colon = text.indexOf(COLON);
        if (colon < 0) {
            throw new IllegalArgumentException("--direction " + text + ": LAYER:FILE.npy is expected");
        }
        Tensor weights = Npy.readFinite(Path.of(text.substring(colon + 1)));
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            values.add((double) weights.at(i));
        }
        return FeatureObjective.direction(model.layer(text.substring(0, colon)), values);
    }

    /** A class by index or label. */
    static int index(String text, DifferentiableModel model) {
        Target wanted = Target.parse(text);
        if (wanted instanceof ClassTarget.Top) {
            throw new IllegalArgumentException("--target " + text + ": an index or a label is expected");
        }
        if (wanted instanceof ClassTarget.Indices indices) {
            return indices.indices().get(0);
        }
        List<String> labels = model.spec().labels();
        return wanted.resolve(new float[labels.size()], labels)[0];
    }

    /** The last numbers of a text whose parts are separated by colons. */
    private static int[] numbers(String text, int count, String option, String form) {
        String[] parts = text.split(COLON, -1);
        int[] numbers = new int[count];
        try {
            for (int i = 0; i < count; i++) {
                numbers[i] = Integer.parseInt(parts[parts.length - count + i]);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(option + " " + text + ": " + form + " is expected", e);
        }
        return numbers;
    }

    private static String before(String text, int numbers) {
        String rest = text;
        for (int i = 0; i < numbers; i++) {
            rest = rest.substring(0, Math.max(0, rest.lastIndexOf(COLON)));
        }
        return rest;
    }
}
