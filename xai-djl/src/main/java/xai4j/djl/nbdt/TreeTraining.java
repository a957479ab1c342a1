package xai4j.djl.nbdt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.BestState;
import xai4j.djl.train.Checkpoint;
import xai4j.djl.train.EpochRunner;
import xai4j.djl.train.Evaluation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingPlan;
import xai4j.djl.train.TrainingStepper;
import xai4j.djl.train.Validated;
import xai4j.explain.Progress;
import xai4j.io.AtomicFile;
import xai4j.model.ModelException;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.Confusion;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.Validation;
import xai4j.tensor.XaiException;

/**
 * Fine-tunes a trained network for a tree over its classes by {@link TreeSupervisionLoss}. As {@link Training}, it keeps
 * checkpoint and metrics in a folder and goes on from there to the same bits.
 */
public final class TreeTraining {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Network network;
    private final Plan plan;
    private final Validated validated;
    private final @Nullable Path folder;
    private final Progress progress;
    private final Consumer<TreeMetrics> listener;
    private final BestState<Integer> best;

    /**
     * How a network is fine-tuned.
     *
     * @param tree over its classes; it stays as it is
     * @param rule whose loss is made small
     * @param weight of the tree's loss beside the network's
     * @param passes epochs, rate and so on; a tenth of the rate that trained the network suits
     */
    public record Plan(Hierarchy tree, TreeRule rule, double weight, TrainingPlan passes) {
        /** Checks the weight. */
        public Plan {
            TreeSupervisionLoss.requireWeight(weight);
        }
    }

    /** What a checkpoint tells besides numbers of the network. */
    record State(
            Plan plan, @Nullable EpochSelection selection, List<String> labels, int side, List<TreeMetrics> epochs) {}

    private TreeTraining(
            Network network,
            Plan plan,
            Validated validated,
            @Nullable Path folder,
            Progress progress,
            Consumer<TreeMetrics> listener) {
        this.network = network;
        this.plan = plan;
        this.validated = validated;
        this.folder = folder;
        this.progress = progress;
        this.listener = listener;
        this.best = new BestState<>(folder, Integer.class);
    }

    /**
     * A training that keeps nothing on disk.
     *
     * @throws IllegalArgumentException if the tree has another number of classes
     */
    public static TreeTraining of(Network network, Plan plan) {
        int classes = network.spec().labels().size();
        if (plan.tree().classes() != classes) {
            throw new IllegalArgumentException(
                    "the tree has " + plan.tree().classes() + " classes, the network " + classes);
        }
        return new TreeTraining(network, plan, Validated.NOT, null, Progress.SILENT, epoch -> {});
    }

    /**
     * With pictures that decide which epoch is kept, by what the tree tells right under the plan's rule, and whether the training ends early.
     *
     * @param pictures that are neither trained nor tested on, of the same classes
     */
    public TreeTraining validated(ImageBatches pictures, EpochSelection selection) {
        Validated other = new Validated(pictures, selection);
        return new TreeTraining(network, plan, other, folder, progress, listener);
    }

    /** With a folder for checkpoint and metrics, which must exist. A checkpoint that lies there is gone on with. */
    public TreeTraining in(Path directory) {
        return new TreeTraining(network, plan, validated, directory, progress, listener);
    }

    /** Reports steps. */
    public TreeTraining onProgress(Progress other) {
        return new TreeTraining(network, plan, validated, folder, other, listener);
    }

    /** Reports epochs, and the network as it came as epoch 0; those of an earlier run excepted. */
    public TreeTraining onEpoch(Consumer<TreeMetrics> other) {
        return new TreeTraining(network, plan, validated, folder, progress, other);
    }

    /**
     * Trains.
     *
     * @return metrics of the network as it came and of all epochs, those of an earlier run included
     * @throws ModelException if the loss is no longer finite; checkpoint and metrics of the last good epoch are kept
     * @throws XaiException if the data do not suit the network, or a checkpoint is damaged or does not suit plan and data
     * @throws CancellationException if the thread is interrupted; its flag stays set, and the checkpoint of the last whole epoch is kept
     */
    public List<TreeMetrics> run(ImageBatches train, ImageBatches test) {
        Training.check(network, train, test);
        if (validated.pictures() != null) {
            Training.check(network, train, validated.pictures());
        }
        Training.clearLeftovers(folder);
        TrainingPlan passes = plan.passes();
        TreeSupervisionLoss loss = new TreeSupervisionLoss(plan.tree(), plan.rule(), plan.weight(), passes.smoothing());
        List<TreeMetrics> epochs = new ArrayList<>();
        try (TrainingStepper stepper = new TrainingStepper(network, loss, name -> true, passes.decay())) {
            resume(stepper, epochs);
            if (epochs.isEmpty()) {
                keep(stepper, epochs, tested(test, 0, 0, null, System.nanoTime()));
            }
            while (epochs.size() <= passes.epochs() && !validated.selection().endsAfter(validations(epochs))) {
                keep(stepper, epochs, epoch(train, test, stepper, epochs.size()));
            }
        }
        if (validated.selection().keepsBest()) {
            best.restore(network);
        }
        return List.copyOf(epochs);
    }

    private static List<Validation> validations(List<TreeMetrics> epochs) {
        return epochs.stream()
                .map(TreeMetrics::validation)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The epoch whose state is kept. */
    public static TreeMetrics kept(List<TreeMetrics> epochs, EpochSelection selection) {
        return selection.kept(epochs, validations(epochs));
    }

    private void resume(TrainingStepper stepper, List<TreeMetrics> epochs) {
        if (folder == null || !Files.exists(folder.resolve(Training.CHECKPOINT))) {
            return;
        }
        Path file = folder.resolve(Training.CHECKPOINT);
        Checkpoint<State> checkpoint = Checkpoint.read(file, State.class);
        network.requireSuiting(
                file, checkpoint.state().labels(), checkpoint.state().side());
        if (!plan.equals(checkpoint.state().plan())) {
            throw new XaiException(
                    "checkpoint " + file + " is of another fine-tuning (tree, rule, weight, epochs, batch, rate"
                            + " or seed differ). Train into another folder, or delete the checkpoint");
        }
        Training.requireSelection(file, checkpoint.state().selection(), validated.selection());
        checkpoint.restore(network);
        checkpoint.restore(stepper);
        epochs.addAll(checkpoint.state().epochs());
    }

    private TreeMetrics epoch(ImageBatches train, ImageBatches test, TrainingStepper stepper, int number) {
        long started = System.nanoTime();
        TrainingPlan passes = plan.passes();
        EpochRunner runner = new EpochRunner(network, train, passes.batch(), passes.augmentation(), passes.seed());
        long before = (number - 1L) * runner.batches();
        long steps = (long) passes.epochs() * runner.batches();
        try {
            Confusion seen = runner.run(
                    stepper,
                    number - 1,
                    b -> passes.rateAt(before + b, steps),
                    b -> progress.report(before + b, steps));
            double rate = passes.rateAt(before + runner.batches() - 1, steps);
            return tested(test, number, rate, seen.loss(), started);
        } catch (ModelException e) {
            String kept = folder == null
                    ? ""
                    : "; the state after epoch " + (number - 1) + " is kept in " + folder.resolve(Training.CHECKPOINT);
            throw new ModelException(
                    "fine-tuning stopped in epoch " + number + ": " + e.getMessage() + "; a smaller rate may help"
                            + kept,
                    e);
        }
    }

    private TreeMetrics tested(ImageBatches test, int epoch, double rate, @Nullable Double trainLoss, long started) {
        TreeAccuracy tree = new TreeAccuracy(plan.tree());
        Confusion tested = Evaluation.of(
                network, test, (picture, logits) -> tree.add(test.images().label(picture), logits));
        if (!Double.isFinite(tested.loss())) {
            throw new ModelException("the loss on the test pictures is " + tested.loss());
        }
        return new TreeMetrics(
                epoch,
                rate,
                trainLoss,
                tested.loss(),
                tested.accuracy(),
                tree.hard(),
                tree.soft(),
                validation(),
                (System.nanoTime() - started) / 1e9);
    }

    private @Nullable Validation validation() {
        ImageBatches pictures = validated.pictures();
        if (pictures == null) {
            return null;
        }
        TreeAccuracy held = new TreeAccuracy(plan.tree());
        Confusion seen = Evaluation.of(
                network,
                pictures,
                (picture, logits) -> held.add(pictures.images().label(picture), logits));
        return new Validation(held.right(plan.rule()), pictures.size(), seen.loss());
    }

    private void keep(TrainingStepper stepper, List<TreeMetrics> epochs, TreeMetrics epoch) {
        epochs.add(epoch);
        if (validated.selection().keepsNow(validations(epochs))) {
            best.keep(network, epochs.size());
        }
        if (folder != null) {
            int side = network.spec().input().height();
            State state = new State(plan, validated.selection(), network.spec().labels(), side, epochs);
            Checkpoint.write(folder.resolve(Training.CHECKPOINT), network, stepper, state);
            AtomicFile.write(folder.resolve(Training.METRICS), out -> {
                for (TreeMetrics line : epochs) {
                    out.write(line(line).getBytes(StandardCharsets.UTF_8));
                }
            });
        }
        listener.accept(epoch);
    }

    private static String line(TreeMetrics epoch) throws JsonProcessingException {
        return JSON.writeValueAsString(epoch) + "\n";
    }
}
