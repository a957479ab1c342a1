package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Models;
import xai4j.djl.export.OnnxExport;
import xai4j.djl.export.OnnxWeights;
import xai4j.djl.nbdt.TreeCurves;
import xai4j.djl.nbdt.TreeMetrics;
import xai4j.djl.nbdt.TreeTraining;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingPlan;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.model.Model;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.numeric.WilsonInterval;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

/** Fine-tunes a trained network for its tree of decisions. */
@Command(
        name = "nbdt",
        description = "Fine-tune a network of xai train cnn for its tree of decisions, and export both.")
final class TrainNbdtCommand implements Callable<Integer> {
    private static final double FROZEN_WEIGHT = 4;

    @Mixin
    private final TrainingArguments arguments = new TrainingArguments();

    @Mixin
    private final PretrainedArguments pretrained = new PretrainedArguments();

    @Mixin
    private final TuningArguments tuning = new TuningArguments();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE.onnx|CNN_DIR",
            description =
                    "A pretrained network from elsewhere, whose features are then used as they are; or the folder that xai"
                            + " train cnn wrote, whose checkpoint is read, or the ONNX file in it.")
    private Path from = Path.of("");

    @Option(
            names = "--hierarchy",
            paramLabel = "FILE|wordnet",
            description = "The tree; by default induced from the network's last layer.")
    private @Nullable String hierarchy;

    @Option(
            names = "--normalised",
            negatable = true,
            description =
                    "Divide the rows of the last layer by their lengths before clustering them; so it is done on a pretrained"
                            + " network from elsewhere unless --no-normalised is said.")
    private @Nullable Boolean normalised;

    @Option(
            names = "--rule",
            defaultValue = "soft",
            description = "Whose loss is made small: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private TreeRule rule = TreeRule.SOFT;

    @Option(
            names = "--weight",
            defaultValue = "1",
            description =
                    "Weight of the tree's loss beside the network's (default ${DEFAULT-VALUE}, on a pretrained network from"
                            + " elsewhere 4).")
    private double weight;

    @Option(
            names = "--epochs",
            defaultValue = "5",
            description = "Passes over the pictures (default ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Pictures per step (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rate",
            defaultValue = "0.0005",
            description = "Highest learning rate (default ${DEFAULT-VALUE}).")
    private double rate;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        arguments.requireOutputs(Objects.requireNonNull(spec), "model.onnx", "curves.png", "hierarchy.json");
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Optional<Path> file = PretrainedArguments.foreign(from);
        if (file.isPresent()) {
            PretrainedNbdt tree =
                    new PretrainedNbdt(arguments, pretrained, new PretrainedArguments.Lines(lines(), err));
            PretrainedNbdt.Wish wish =
                    new PretrainedNbdt.Wish(hierarchy, !Boolean.FALSE.equals(normalised), frozenWeight());
            if (tuning.layer() == null) {
                tree.train(file.get(), wish);
            } else {
                tree.tune(file.get(), wish, tuning.layer(), tuning.plan(batch, arguments.seed()));
            }
            return arguments.registered(Objects.requireNonNull(spec));
        }
        TrainingPlan passes =
                TrainingPlan.usual(epochs).withBatch(batch).withRate(rate).withSeed(arguments.seed());
        requireSource();
        TrainingArguments.Data data = arguments.find();
        try (Network network = restored(data.train().labels())) {
            arguments.begin();
            PrintWriter beside = ProgressBar.lines(err);
            arguments.showPictures(beside);
            Hierarchy tree = tree(network);
            TreeTraining.Plan plan = new TreeTraining.Plan(tree, rule, weight, passes);
            HierarchyFile.write(tree, arguments.out().resolve("hierarchy.json"));
            TrainingArguments.Pixels pixels = data.read(network.spec(), err);
            ProgressBar bar = ProgressBar.on(err, "fine-tuning");
            List<TreeMetrics> metrics = TreeTraining.of(network, plan)
                    .validated(pixels.validation(), arguments.kept().selection())
                    .in(arguments.out())
                    .onProgress(new TimeEstimate(bar, beside, "fine-tuning"))
                    .onEpoch(epoch -> say(epoch, bar))
                    .run(pixels.train(), pixels.test());
            bar.clear();
            finish(network, metrics, pixels.test().size());
        }
        return arguments.registered(Objects.requireNonNull(spec));
    }

    private double frozenWeight() {
        boolean said =
                Objects.requireNonNull(spec).commandLine().getParseResult().hasMatchedOption("--weight");
        return said ? weight : FROZEN_WEIGHT;
    }

    private Path checkpoint() {
        return from.resolve(Training.CHECKPOINT);
    }

    private void requireSource() {
        if (!Files.isRegularFile(from) && !Files.exists(checkpoint())) {
            throw new XaiException(
                    from + " holds no " + Training.CHECKPOINT + "; xai train cnn --out " + from + " makes one");
        }
    }

    /** The network with what it has learned; refused before anything is written. */
    private Network restored(List<String> labels) {
        Network network = Network.initialised(
                "nbdt", ResidualCnn.classifier(labels.size()), arguments.size(), labels, arguments.seed());
        try {
            if (Files.isRegularFile(from)) {
                readModel(network);
            } else {
                network.restore(checkpoint());
            }
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void readModel(Network network) {
        try (Model model = Models.load(from)) {
            network.requireSuiting(
                    from, model.spec().labels(), model.spec().input().height());
        }
        OnnxWeights.read(from, network.block());
    }

    private Hierarchy tree(Network network) {
        Nbdt nbdt = new Nbdt(network.explained())
                .set(Nbdt.NORMALISED.name(), Boolean.toString(Boolean.TRUE.equals(normalised)));
        return (hierarchy == null ? nbdt : nbdt.set(Nbdt.HIERARCHY.name(), hierarchy)).hierarchy();
    }

    private void finish(Network network, List<TreeMetrics> metrics, int pictures) {
        Path out = arguments.out();
        Path model = out.resolve("model.onnx");
        Png.write(TreeCurves.draw(metrics), out.resolve("curves.png"));
        OnnxExport.write(network.manager(), network.block(), network.spec(), model);
        TreeMetrics kept = TreeTraining.kept(metrics, arguments.kept().selection());
        lines().printf(
                        "epoch %d is kept: network %s  hard tree %s  soft tree %s%n",
                        kept.epoch(),
                        interval(kept.network(), pictures),
                        interval(kept.hardTree(), pictures),
                        interval(kept.softTree(), pictures));
        new TrainingResults()
                .with(TrainingLog.EPOCH, kept.epoch())
                .with(TrainingLog.TEST_ACCURACY, interval(kept.softTree(), pictures))
                .write(out);
        lines().printf(
                        "xai explain %s --method nbdt-soft --set hierarchy=%s --image …%n",
                        model, out.resolve("hierarchy.json"));
    }

    private static WilsonInterval interval(double share, int pictures) {
        return WilsonInterval.of((int) Math.round(share * pictures), pictures);
    }

    private void say(TreeMetrics epoch, ProgressBar bar) {
        bar.clear();
        lines().printf(
                        Locale.ROOT,
                        "epoch %2d  loss %s   test: network %5.2f %%  hard tree %5.2f %%  soft tree %5.2f %%   %.0f s%n",
                        epoch.epoch(),
                        epoch.loss() == null ? "-" : String.format(Locale.ROOT, "%.4f", epoch.loss()),
                        100 * epoch.network(),
                        100 * epoch.hardTree(),
                        100 * epoch.softTree(),
                        epoch.seconds());
        lines().flush();
    }

    private PrintWriter lines() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
