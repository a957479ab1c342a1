package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.djl.export.OnnxExport;
import xai4j.djl.train.EpochMetrics;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingCurves;
import xai4j.djl.train.TrainingPlan;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.onnx.train.tune.TuningPlan;
import xai4j.render.Png;

/** Trains a compact residual network. */
@Command(
        name = "cnn",
        description =
                "Train a compact residual network from scratch, or a pretrained ONNX file on pictures of your own, and"
                        + " export it as ONNX.")
final class TrainCnnCommand implements Callable<Integer> {
    @Mixin
    private final TrainingArguments arguments = new TrainingArguments();

    @Mixin
    private final PretrainedArguments pretrained = new PretrainedArguments();

    @Mixin
    private final TuningArguments tuning = new TuningArguments();

    @Option(
            names = "--from",
            paramLabel = "FILE.onnx",
            description =
                    "A pretrained network whose last feature map is trained on; without it a small network from scratch.")
    private @Nullable Path from;

    @Option(
            names = "--epochs",
            defaultValue = "20",
            description = "Passes over the pictures (default ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Pictures per step (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--rate", defaultValue = "0.003", description = "Highest learning rate (default ${DEFAULT-VALUE}).")
    private double rate;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        arguments.requireOutputs(Objects.requireNonNull(spec), "model.onnx", "curves.png");
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        if (from != null) {
            trainPretrained(from, new PretrainedArguments.Lines(lines(), err));
            return arguments.registered(Objects.requireNonNull(spec));
        }
        TrainingPlan plan =
                TrainingPlan.usual(epochs).withBatch(batch).withRate(rate).withSeed(arguments.seed());
        TrainingArguments.Data data = arguments.find();
        arguments.begin();
        arguments.showPictures(lines());
        List<String> labels = data.train().labels();
        try (Network network = Network.initialised(
                "cnn", ResidualCnn.classifier(labels.size()), arguments.size(), labels, arguments.seed())) {
            TrainingArguments.Pixels pixels = data.read(network.spec(), err);
            ProgressBar bar = ProgressBar.on(err, "training");
            List<EpochMetrics> metrics = Training.of(network, plan)
                    .validated(pixels.validation(), arguments.kept().selection())
                    .in(arguments.out())
                    .onProgress(new TimeEstimate(bar, lines(), "training"))
                    .onEpoch(epoch -> say(epoch, bar))
                    .run(pixels.train(), pixels.test());
            bar.clear();
            finish(network, metrics);
        }
        return arguments.registered(Objects.requireNonNull(spec));
    }

    private void trainPretrained(Path file, PretrainedArguments.Lines spoken) {
        if (tuning.layer() == null) {
            arguments.kept().requireEpochs(false, "a head on frozen features is the one solution of a convex problem");
            new PretrainedCnn(arguments, pretrained, spoken).train(file);
        } else {
            TuningPlan tuned = tuning.plan(batch, arguments.seed());
            new PretrainedTuning(arguments, pretrained, spoken, tuned, TuningGoal::classes).train(file, tuning.layer());
        }
    }

    private void finish(Network network, List<EpochMetrics> metrics) {
        Path model = arguments.out().resolve("model.onnx");
        Png.write(TrainingCurves.draw(metrics), arguments.out().resolve("curves.png"));
        OnnxExport.write(network.manager(), network.block(), network.spec(), model);
        EpochMetrics kept = Training.kept(metrics, arguments.kept().selection());
        arguments.kept().sayKept(kept, metrics.size(), lines());
        KeptEpochArguments.sayClasses(kept.trainClasses(), kept.classes(), lines());
        lines().println("test accuracy " + kept.testInterval() + "  " + model);
        new TrainingResults()
                .with(TrainingLog.EPOCH, kept.epoch())
                .with(TrainingLog.TEST_ACCURACY, kept.testInterval())
                .write(arguments.out());
    }

    private void say(EpochMetrics epoch, ProgressBar bar) {
        bar.clear();
        lines().printf(
                        Locale.ROOT,
                        "epoch %2d  loss %.4f  accuracy %5.2f %%   test: loss %.4f  accuracy %5.2f %%   %.0f s%n",
                        epoch.epoch(),
                        epoch.trainLoss(),
                        100 * epoch.trainAccuracy(),
                        epoch.testLoss(),
                        100 * epoch.testAccuracy(),
                        epoch.seconds());
        lines().flush();
    }

    private PrintWriter lines() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
