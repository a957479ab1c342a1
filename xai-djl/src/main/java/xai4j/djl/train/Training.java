package xai4j.djl.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import xai4j.explain.Progress;
import xai4j.io.AtomicFile;
import xai4j.model.ModelException;
import xai4j.numeric.Confusion;
import xai4j.numeric.EpochSelection;
import xai4j.tensor.XaiException;

/**
 * Trains a classifier. After each epoch a checkpoint and the metrics so far are written to a folder; a training that was
 * interrupted goes on from there and comes to the same bits as one that was not, on the same number of threads.
 */
public final class Training {
    /** Name of the checkpoint in the folder. */
    public static final String CHECKPOINT = "checkpoint.zip";
    /** Name of the metrics in the folder: one JSON object per epoch and line. */
    public static final String METRICS = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a checkpoint tells besides numbers of the network. */
    record State(
            TrainingPlan plan,
            @Nullable EpochSelection selection,
            List<String> labels,
            int side,
            List<EpochMetrics> epochs) {}

    private final Network network;
    private final TrainingPlan plan;
    private final TrainingLoss loss;
    private final Validated validated;
    private final @Nullable Path folder;
    private final Progress progress;
    private final Consumer<EpochMetrics> listener;

    private Training(
            Network network,
            TrainingPlan plan,
            TrainingLoss loss,
            Validated validated,
            @Nullable Path folder,
            Progress progress,
            Consumer<EpochMetrics> listener) {
        this.network = network;
        this.plan = plan;
        this.loss = loss;
        this.validated = validated;
        this.folder = folder;
        this.progress = progress;
        this.listener = listener;
    }

    /** A training with cross-entropy that keeps nothing on disk. */
    public static Training of(Network network, TrainingPlan plan) {
        return new Training(
                network,
                plan,
                TrainingLoss.crossEntropy(plan.smoothing()),
                Validated.NOT,
                null,
                Progress.SILENT,
                epoch -> {});
    }

    /** With another loss. */
    public Training loss(TrainingLoss other) {
        return new Training(network, plan, other, validated, folder, progress, listener);
    }

    /**
     * With pictures that decide which epoch is kept and whether the training ends early.
     *
     * @param pictures that are neither trained nor tested on, of the same classes
     */
    public Training validated(ImageBatches pictures, EpochSelection selection) {
        Validated other = new Validated(pictures, selection);
        return new Training(network, plan, loss, other, folder, progress, listener);
    }

    /** With a folder for checkpoint and metrics, which must exist. A checkpoint that lies there is gone on with. */
    public Training in(Path directory) {
        return new Training(network, plan, loss, validated, directory, progress, listener);
    }

    /** Reports steps. */
    public Training onProgress(Progress other) {
        return new Training(network, plan, loss, validated, folder, other, listener);
    }

    /** Reports epochs, those of an earlier run excepted. */
    public Training onEpoch(Consumer<EpochMetrics> other) {
        return new Training(network, plan, loss, validated, folder, progress, other);
    }

    /**
     * Trains. The network is in the state that is to be kept afterwards: after the last epoch, or after {@link #kept the best one}.
     *
     * @return metrics of all epochs, those of an earlier run included
     * @throws ModelException if the loss is no longer finite; checkpoint and metrics of the last good epoch are kept
     * @throws XaiException if the data do not suit the network, or a checkpoint is damaged or does not suit plan and data
     * @throws CancellationException if the thread is interrupted; its flag stays set, and the checkpoint of the last whole epoch is kept
     */
    public List<EpochMetrics> run(ImageBatches train, ImageBatches test) {
        check(network, train, test);
        if (validated.pictures() != null) {
            check(network, train, validated.pictures());
        }
        clearLeftovers(folder);
        List<EpochMetrics> epochs = new ArrayList<>();
        BestState<Integer> best = new BestState<>(folder, Integer.class);
        try (TrainingStepper stepper = new TrainingStepper(network, loss, name -> true, plan.decay())) {
            resume(stepper, epochs);
            while (epochs.size() < plan.epochs()
                    && !validated.selection().endsAfter(EpochMetrics.validations(epochs))) {
                EpochMetrics epoch = epoch(train, test, stepper, epochs.size());
                if (!Double.isFinite(epoch.testLoss())) {
                    throw stopped(epoch.epoch(), "the loss on the test pictures is " + epoch.testLoss());
                }
                epochs.add(epoch);
                if (validated.selection().keepsNow(EpochMetrics.validations(epochs))) {
                    best.keep(network, epochs.size());
                }
                save(train, stepper, epochs);
                listener.accept(epoch);
            }
        }
        if (validated.selection().keepsBest() && !epochs.isEmpty()) {
            best.restore(network);
        }
        return List.copyOf(epochs);
    }

    /** The epoch whose state is kept. */
    public static EpochMetrics kept(List<EpochMetrics> epochs, EpochSelection selection) {
        return selection.kept(epochs, EpochMetrics.validations(epochs));
    }

    /**
     * Refuses pictures that do not suit a network.
     *
     * @throws XaiException saying why: other classes, one class only, too few pictures
     */
    public static void check(Network network, ImageBatches train, ImageBatches test) {
        if (!train.labels().equals(test.labels())) {
            throw new XaiException(
                    "training and test pictures have other classes: " + train.labels() + " and " + test.labels());
        }
        if (train.labels().size() < 2) {
            throw new XaiException("the training pictures have one class, " + train.labels() + "; two are needed");
        }
        if (!train.labels().equals(network.spec().labels())) {
            throw new XaiException("the network has " + network.spec().labels().size() + " classes, the data "
                    + train.labels().size() + ", or they are named otherwise");
        }
        if (train.size() < 2) {
            throw new XaiException("one picture cannot be trained on");
        }
    }

    /** Removes what a run that was ended while it wrote left in the folder of a training; checkpoint and metrics stay. */
    public static void clearLeftovers(@Nullable Path folder) {
        if (folder != null) {
            AtomicFile.clearLeftovers(folder.resolve(CHECKPOINT));
            AtomicFile.clearLeftovers(folder.resolve(BestState.FILE));
            AtomicFile.clearLeftovers(folder.resolve(METRICS));
        }
    }

    private void resume(TrainingStepper stepper, List<EpochMetrics> epochs) {
        if (folder == null || !Files.exists(folder.resolve(CHECKPOINT))) {
            return;
        }
        Path file = folder.resolve(CHECKPOINT);
        Checkpoint<State> checkpoint = Checkpoint.read(file, State.class);
        State state = checkpoint.state();
        network.requireSuiting(file, state.labels(), state.side());
        if (!state.plan().equals(plan)) {
            throw new XaiException("checkpoint " + file + " is of another plan, " + state.plan() + "; this is " + plan
                    + ". Train into another folder, or delete the checkpoint");
        }
        requireSelection(file, state.selection(), validated.selection());
        checkpoint.restore(network);
        checkpoint.restore(stepper);
        epochs.addAll(state.epochs());
    }

    /** Refuses to go on with a training of which another state was to be kept; older files kept the last one. */
    public static void requireSelection(Path file, @Nullable EpochSelection before, EpochSelection now) {
        EpochSelection known = before == null ? EpochSelection.LAST : before;
        if (!known.equals(now)) {
            throw new XaiException("checkpoint " + file + " is of a training with " + known + "; this is with " + now
                    + ". Train into another folder, or delete the checkpoint");
        }
    }

    private EpochMetrics epoch(ImageBatches train, ImageBatches test, TrainingStepper stepper, int number) {
        long started = System.nanoTime();
        EpochRunner runner = new EpochRunner(network, train, plan.batch(), plan.augmentation(), plan.seed());
        long before = (long) number * runner.batches();
        long steps = (long) plan.epochs() * runner.batches();
        Confusion seen;
        try {
            seen = runner.run(
                    stepper, number, b -> plan.rateAt(before + b, steps), b -> progress.report(before + b, steps));
        } catch (ModelException e) {
            ModelException stopped = stopped(number + 1, String.valueOf(e.getMessage()));
            stopped.initCause(e);
            throw stopped;
        }
        Confusion tested = Evaluation.of(network, test);
        return new EpochMetrics(
                number + 1,
                plan.rateAt(before + runner.batches() - 1, steps),
                seen.loss(),
                seen.accuracy(),
                tested.loss(),
                tested.accuracy(),
                seen.classes(),
                tested.classes(),
                validated.pictures() == null
                        ? null
                        : Evaluation.of(network, validated.pictures()).validation(),
                (System.nanoTime() - started) / 1e9);
    }

    private ModelException stopped(int epoch, String why) {
        String kept = folder == null || epoch == 1
                ? ""
                : "; the state after epoch " + (epoch - 1) + " is kept in " + folder.resolve(CHECKPOINT);
        return new ModelException(
                "training stopped in epoch " + epoch + ": " + why + "; a smaller rate may help" + kept);
    }

    private void save(ImageBatches train, TrainingStepper stepper, List<EpochMetrics> epochs) {
        if (folder == null) {
            return;
        }
        int side = network.spec().input().height();
        Checkpoint.write(
                folder.resolve(CHECKPOINT),
                network,
                stepper,
                new State(plan, validated.selection(), train.labels(), side, epochs));
        AtomicFile.write(folder.resolve(METRICS), out -> {
            for (EpochMetrics epoch : epochs) {
                out.write(line(epoch).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static String line(EpochMetrics epoch) throws JsonProcessingException {
        return JSON.writeValueAsString(epoch) + "\n";
    }
}
