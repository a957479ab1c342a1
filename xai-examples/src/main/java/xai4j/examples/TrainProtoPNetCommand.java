package xai4j.examples;

import ai.djl.nn.Block;
import java.io.PrintWriter;
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
import xai4j.djl.prototype.ProtoPNet;
import xai4j.djl.prototype.ProtoPNetCurves;
import xai4j.djl.prototype.ProtoPNetEpoch;
import xai4j.djl.prototype.ProtoPNetPlan;
import xai4j.djl.prototype.ProtoPNetTraining;
import xai4j.djl.prototype.PrototypeExport;
import xai4j.djl.prototype.PrototypeLayout;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.ResidualCnn;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.onnx.train.prototype.JointPlan;
import xai4j.onnx.train.prototype.PrototypePlan;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeSheet;
import xai4j.render.Png;

/** Trains a prototype network. */
@Command(
        name = "protopnet",
        description = "Train a network that explains itself by prototypes (ProtoPNet) and export it as ONNX with"
                + " prototypes.json.")
final class TrainProtoPNetCommand implements Callable<Integer> {
    @Mixin
    private final TrainingArguments arguments = new TrainingArguments();

    @Mixin
    private final PretrainedArguments pretrained = new PretrainedArguments();

    @Mixin
    private final TuningArguments tuning = new TuningArguments();

    @Option(
            names = "--from",
            paramLabel = "FILE.onnx|DIR|none",
            description =
                    "A pretrained network from elsewhere, whose features are then used as they are; or the folder of xai"
                            + " train cnn (or its model.onnx) to begin with (with --layer its features, too, are used as"
                            + " they are); none begins with nothing. By default, with birds, the network that comes with"
                            + " this program.")
    private @Nullable String from;

    @Option(
            names = "--blocks",
            defaultValue = "2",
            paramLabel = "1..4",
            description =
                    "Residual blocks of the backbone that are used. Fewer see less around a patch, so that patches lie"
                            + " where they look: 1 sees 21 pixels, 2 see 45, 3 see 77, 4 see 109 (default ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(
            names = "--per-class",
            defaultValue = "10",
            paramLabel = "N",
            description = "Prototypes per class (default ${DEFAULT-VALUE}).")
    private int perClass;

    @Option(
            names = "--channels",
            defaultValue = "64",
            paramLabel = "N",
            description = "Numbers in a prototype (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(
            names = "--warm-up",
            defaultValue = "2",
            paramLabel = "N",
            description = "Epochs in which the backbone is left as it is (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--epochs",
            defaultValue = "12",
            description = "Epochs in which all is trained (default ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often prototypes are pushed onto training patches (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--batch", defaultValue = "32", description = "Pictures per step (default ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rate",
            defaultValue = "0.003",
            description = "Learning rate of the prototypes (default ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--backbone-rate",
            defaultValue = "0.002",
            description = "Learning rate of the backbone (default ${DEFAULT-VALUE}).")
    private double backboneRate;

    @Option(
            names = "--cluster",
            defaultValue = "0.8",
            description = "Weight of the distance to prototypes of the own class (default ${DEFAULT-VALUE}).")
    private double cluster;

    @Option(
            names = "--separation",
            defaultValue = "0.08",
            description = "Weight of the distance to prototypes of others (default ${DEFAULT-VALUE}).")
    private double separation;

    @Option(
            names = "--sparsity",
            defaultValue = "0.0001",
            description = "Weight of evidence from prototypes of other classes (default ${DEFAULT-VALUE}).")
    private double sparsity;

    @Option(
            names = "--neighbours",
            defaultValue = "6",
            paramLabel = "N",
            description =
                    "Nearest pictures that decide whether a prototype stays; 0 keeps all (default ${DEFAULT-VALUE}).")
    private int neighbours;

    @Option(
            names = "--own-neighbours",
            defaultValue = "3",
            paramLabel = "N",
            description = "How many of them must be of its class (default ${DEFAULT-VALUE}).")
    private int ownNeighbours;

    @Option(
            names = "--places",
            defaultValue = "0.05",
            paramLabel = "SHARE",
            description =
                    "With --from FILE.onnx: share of a picture's places whose mean likeness to a prototype counts; 0 for"
                            + " the single most alike one, as in the paper (default ${DEFAULT-VALUE}).")
    private double places;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (from == null && !arguments.isBirds()) {
            throw new IllegalArgumentException(
                    "--from is missing: the folder of a network that xai train cnn made of these pictures, or none");
        }
        arguments.requireOutputs(
                Objects.requireNonNull(spec),
                PrototypeExport.MODEL,
                PrototypeFile.NAME,
                "curves.png",
                "prototypes.png");
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Optional<Path> file = pretrained.frozen(from == null ? null : Path.of(from));
        if (file.isPresent()) {
            trainFrozen(file.get(), new PretrainedArguments.Lines(lines(), err));
            return arguments.registered(Objects.requireNonNull(spec));
        }
        ProtoPNetPlan plan = ProtoPNetPlan.usual(warmUp, epochs, rounds)
                .withBatch(batch)
                .withRates(rate, backboneRate)
                .withCosts(cluster, separation, sparsity)
                .withPruning(neighbours, Math.min(ownNeighbours, neighbours))
                .withSeed(arguments.seed());
        Block backbone = ResidualCnn.backbone(blocks);
        if (perClass < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "--per-class " + perClass + " and --channels " + channels + " must be positive");
        }
        Backbone learned = Backbone.of(from);
        TrainingArguments.Data data = arguments.find();
        List<String> labels = data.train().labels();
        learned.requireFit(arguments.size(), labels);
        arguments.begin();
        arguments.showPictures(lines());
        PrototypeLayout layout = PrototypeLayout.perClass(labels.size(), perClass, channels);
        try (ProtoPNet network =
                ProtoPNet.initialised("protopnet", backbone, arguments.size(), labels, layout, arguments.seed())) {
            learned.readInto(backbone, arguments.out());
            TrainingArguments.Pixels pixels = data.read(network.network().spec(), err);
            ProgressBar bar = ProgressBar.on(err, "training");
            ProtoPNetTraining.Result result = ProtoPNetTraining.of(network, plan)
                    .validated(pixels.validation(), arguments.kept().selection())
                    .in(arguments.out())
                    .onProgress(new TimeEstimate(bar, lines(), "training"))
                    .onEpoch(epoch -> say(epoch, bar))
                    .run(pixels.train(), pixels.test());
            bar.clear();
            finish(network, pixels.train(), result);
        }
        return arguments.registered(Objects.requireNonNull(spec));
    }

    /** What only a training in epochs asks. */
    private static final List<String> OF_EPOCHS = List.of(
            "--blocks",
            "--channels",
            "--warm-up",
            "--epochs",
            "--rounds",
            "--batch",
            "--rate",
            "--backbone-rate",
            "--cluster",
            "--separation");

    private void trainFrozen(Path file, PretrainedArguments.Lines told) {
        arguments.kept().requireEpochs(false, "only prototypes that are pushed are patches of pictures");
        if (tuning.layer() == null) {
            new PretrainedProtoPNet(arguments, pretrained, told).train(file, frozenPlan());
            return;
        }
        JointPlan plan = new JointPlan(
                frozenPlan(),
                tuning.plan(said("--batch", batch, Integer.MAX_VALUE), arguments.seed()),
                cluster,
                separation);
        new PretrainedJoint(arguments, pretrained, told).train(file, tuning.layer(), plan);
    }

    /** What a joint training on a pretrained file asks, too. */
    private static final List<String> OF_JOINT = List.of("--batch", "--cluster", "--separation");

    /** The usual plan for frozen features, with what was said on the command line. */
    private PrototypePlan frozenPlan() {
        List<String> idle = OF_EPOCHS.stream()
                .filter(option -> isSaid(option) && (tuning.layer() == null || !OF_JOINT.contains(option)))
                .toList();
        if (!idle.isEmpty()) {
            lines().println(String.join(", ", idle)
                    + ": without effect here; prototypes on frozen features are chosen by a rule"
                    + " and weighted by a convex problem, without epochs"
                    + (tuning.layer() == null
                            ? ""
                            : "; --tune-epochs, --tune-rate and --head-rate say how layers are tuned"));
        }
        PrototypePlan usual = PrototypePlan.usual();
        return usual.withPerClass(said("--per-class", perClass, usual.perClass()))
                .withPenalties(usual.ridge(), said("--sparsity", sparsity, usual.sparsity()))
                .withPruning(neighbours, Math.min(ownNeighbours, neighbours))
                .withShare(places);
    }

    private boolean isSaid(String option) {
        return Objects.requireNonNull(spec).commandLine().getParseResult().hasMatchedOption(option);
    }

    private <T> T said(String option, T value, T otherwise) {
        return isSaid(option) ? value : otherwise;
    }

    private void finish(ProtoPNet network, ImageBatches train, ProtoPNetTraining.Result result) {
        Path folder = arguments.out();
        List<Prototype> prototypes = PrototypeExport.write(network, train, result.patches(), folder);
        Png.write(ProtoPNetCurves.draw(result.epochs()), folder.resolve("curves.png"));
        Png.write(
                PrototypeSheet.draw(PrototypeFile.read(folder.resolve(PrototypeFile.NAME)), train.labels()::get),
                folder.resolve("prototypes.png"));
        if (train.images() instanceof BirdWorld world) {
            PrototypesOnBirds onBirds = PrototypesOnBirds.of(world, prototypes, result.patches());
            onBirds.write(folder);
            onBirds.lines().forEach(lines()::println);
        }
        ProtoPNetEpoch kept =
                ProtoPNetTraining.kept(result.epochs(), arguments.kept().selection());
        KeptEpochArguments.sayClasses(
                kept.metrics().trainClasses(), kept.metrics().classes(), lines());
        lines().printf(
                        "test accuracy %s with %d prototypes  %s  %s%n",
                        kept.metrics().testInterval(),
                        kept.prototypes(),
                        folder.resolve(PrototypeExport.MODEL),
                        folder.resolve("prototypes.png"));
        new TrainingResults()
                .with(TrainingLog.EPOCH, kept.metrics().epoch())
                .with(TrainingLog.TEST_ACCURACY, kept.metrics().testInterval())
                .write(folder);
    }

    private void say(ProtoPNetEpoch epoch, ProgressBar bar) {
        bar.clear();
        lines().printf(
                        Locale.ROOT,
                        "%2d %-8s loss %.4f  accuracy %5.2f %%  cluster %.3f  separation %.3f   test: loss %.4f"
                                + "  accuracy %5.2f %%   %3d prototypes  %.0f s%n",
                        epoch.metrics().epoch(),
                        epoch.phase().words(),
                        epoch.metrics().trainLoss(),
                        100 * epoch.metrics().trainAccuracy(),
                        epoch.cluster(),
                        epoch.separation(),
                        epoch.metrics().testLoss(),
                        100 * epoch.metrics().testAccuracy(),
                        epoch.prototypes(),
                        epoch.metrics().seconds());
        lines().flush();
    }

    private PrintWriter lines() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
