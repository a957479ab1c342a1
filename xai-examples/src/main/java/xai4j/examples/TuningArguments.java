package xai4j.examples;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.onnx.train.tune.TuningPlan;

/** What fine-tuning a pretrained ONNX file asks besides its data. */
final class TuningArguments {
    /** Stands for the layer that tuning begins at when nobody chooses one. */
    static final String AUTO = "auto";

    @Option(
            names = "--tune-from",
            paramLabel = "LAYER",
            description =
                    "With --from FILE.onnx: train the weights above this layer, too, and not the head alone; the layer must be"
                            + " one that everything passes. auto: the uppermost such layer with four convolutions or matrices above it. xai"
                            + " inspect FILE.onnx lists the layers.")
    private @Nullable String layer;

    @Option(
            names = "--tune-epochs",
            defaultValue = "10",
            paramLabel = "N",
            description = "With --tune-from: passes over the pictures (default ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--tune-rate",
            defaultValue = "0.0001",
            paramLabel = "RATE",
            description =
                    "With --tune-from: highest learning rate of the file's own weights (default ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--head-rate",
            defaultValue = "0.0003",
            paramLabel = "RATE",
            description = "With --tune-from: highest learning rate of the new head (default ${DEFAULT-VALUE}).")
    private double headRate;

    @Option(
            names = "--tune-mixing",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "With --tune-from: how far two pictures are mixed in each step, with their labels: 0 not at all, 1 up to half"
                            + " and half (default ${DEFAULT-VALUE}).")
    private double mixing;

    @Option(
            names = "--tune-smoothing",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "With --tune-from: share of each label that is spread over all classes (default ${DEFAULT-VALUE}).")
    private double smoothing;

    @Option(
            names = "--optimizer",
            defaultValue = "adam",
            description = "With --tune-from: adam or sgd, with momentum 0.9 (default ${DEFAULT-VALUE}).")
    private TuningPlan.Method method = TuningPlan.Method.ADAM;

    /** The layer above which weights are trained; null when only the head is. */
    @Nullable
    String layer() {
        return layer;
    }

    /** With at most so many pictures per step as usual. */
    TuningPlan plan(int batch, long seed) {
        return TuningPlan.usual(epochs)
                .withBatch(Math.min(batch, TuningPlan.usual(epochs).batch()))
                .withRates(headRate, rate)
                .withSoftness(smoothing, mixing)
                .withMethod(method)
                .withSeed(seed);
    }
}
