package xai4j.djl.prototype;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.EpochMetrics;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Validated;
import xai4j.explain.Progress;
import xai4j.model.ModelException;
import xai4j.numeric.EpochSelection;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.XaiException;

/**
 * Trains a prototype network as its plan says. After each epoch, push and pruning a checkpoint and the metrics so far are
 * written to a folder; a training that was interrupted goes on from there and comes to the same bits as one that was not, on the
 * same number of threads.
 */
public final class ProtoPNetTraining {
    private final ProtoPNet network;
    private final ProtoPNetPlan plan;
    private final Validated validated;
    private final @Nullable Path folder;
    private final Progress progress;
    private final Consumer<ProtoPNetEpoch> listener;

    private ProtoPNetTraining(
            ProtoPNet network,
            ProtoPNetPlan plan,
            Validated validated,
            @Nullable Path folder,
            Progress progress,
            Consumer<ProtoPNetEpoch> listener) {
        this.network = network;
        this.plan = plan;
        this.validated = validated;
        this.folder = folder;
        this.progress = progress;
        this.listener = listener;
    }

    /** A training that keeps nothing on disk. */
    public static ProtoPNetTraining of(ProtoPNet network, ProtoPNetPlan plan) {
        return new ProtoPNetTraining(network, plan, Validated.NOT, null, Progress.SILENT, epoch -> {});
    }

    /**
     * With pictures that decide after which push the network is kept, before it is pruned, and whether the training ends early; patience counts
     * pushes, since only after one of them prototypes are patches of pictures.
     *
     * @param pictures that are neither trained nor tested on, of the same classes
     */
    public ProtoPNetTraining validated(ImageBatches pictures, EpochSelection selection) {
        Validated other = new Validated(pictures, selection);
        return new ProtoPNetTraining(network, plan, other, folder, progress, listener);
    }

    /** With a folder for checkpoint and metrics, which must exist. A checkpoint that lies there is gone on with. */
    public ProtoPNetTraining in(Path directory) {
        return new ProtoPNetTraining(network, plan, validated, directory, progress, listener);
    }

    /** Reports steps. */
    public ProtoPNetTraining onProgress(Progress other) {
        return new ProtoPNetTraining(network, plan, validated, folder, other, listener);
    }

    /** Reports epochs, pushes and prunings, those of an earlier run excepted. */
    public ProtoPNetTraining onEpoch(Consumer<ProtoPNetEpoch> other) {
        return new ProtoPNetTraining(network, plan, validated, folder, progress, other);
    }

    /**
     * What a training came to.
     *
     * @param epochs all epochs, pushes and prunings in order, those of an earlier run included
     * @param patches the training patch that each prototype is; images are numbers of the training pictures
     */
    public record Result(List<ProtoPNetEpoch> epochs, List<PrototypePush.Patch> patches) {
        /** Copies the lists. */
        public Result {
            epochs = List.copyOf(epochs);
            patches = List.copyOf(patches);
        }
    }

    /** What came of the state that is kept: the last phase, or the push that did best when nothing is pruned after it. */
    public static ProtoPNetEpoch kept(List<ProtoPNetEpoch> epochs, EpochSelection selection) {
        ProtoPNetEpoch last = epochs.get(epochs.size() - 1);
        List<ProtoPNetEpoch> pushes = epochs.stream()
                .filter(epoch -> epoch.metrics().validation() != null)
                .toList();
        if (!selection.keepsBest() || last.phase() == Phase.PRUNE || pushes.isEmpty()) {
            return last;
        }
        return pushes.get(EpochSelection.best(EpochMetrics.validations(
                pushes.stream().map(ProtoPNetEpoch::metrics).toList())));
    }

    /**
     * Trains. The network is in the state that is to be {@link #kept} afterwards.
     *
     * @throws ModelException if the loss is no longer finite; checkpoint and metrics of the last good epoch are kept
     * @throws XaiException if the data do not suit the network, or a checkpoint is damaged or does not suit plan and data
     * @throws CancellationException if the thread is interrupted; its flag stays set, and the checkpoint of the last whole epoch is kept
     */
    public Result run(ImageBatches train, ImageBatches test) {
        try (ProtoPNetRun run = new ProtoPNetRun(network, plan, validated, folder, progress, train, test)) {
            return run.toTheEnd(listener);
        }
    }
}
