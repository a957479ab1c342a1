package xai4j.djl.prototype;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.BestState;
import xai4j.djl.train.Checkpoint;
import xai4j.djl.train.EpochMetrics;
import xai4j.djl.train.Evaluation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Validated;
import xai4j.explain.Progress;
import xai4j.model.ModelException;
import xai4j.numeric.Cancellation;
import xai4j.numeric.Confusion;
import xai4j.numeric.Validation;
import xai4j.tensor.XaiException;

/** A prototype network's training under way: walks the plan's schedule and keeps the state after each step of it. */
final class ProtoPNetRun implements AutoCloseable {
    private final ProtoPNet network;
    private final ProtoPNetPlan plan;
    private final ProtoPNetFolder folder;
    private final Progress progress;
    private final ImageBatches train;
    private final ImageBatches test;
    private final Validated validated;
    private final BestState<ProtoPNetState> best;
    private final PrototypeLayout first;
    private final List<ProtoPNetEpoch> epochs = new ArrayList<>();
    private final GradientPhases gradient;
    private ProjectionPhases projection;

    /** @throws XaiException if the data do not suit the network */
    ProtoPNetRun(
            ProtoPNet network,
            ProtoPNetPlan plan,
            Validated validated,
            @Nullable Path folder,
            Progress progress,
            ImageBatches train,
            ImageBatches test) {
        this.network = network;
        this.plan = plan;
        this.folder = new ProtoPNetFolder(folder);
        this.progress = progress;
        this.train = train;
        this.test = test;
        this.validated = validated;
        this.best = new BestState<>(folder, ProtoPNetState.class);
        this.first = network.layout();
        requireSuitingData();
        this.gradient = new GradientPhases(network, plan, train);
        this.projection = new ProjectionPhases(network, plan, train, List.of());
    }

    /** Goes on with the checkpoint, if there is one, and trains until the schedule is done. */
    ProtoPNetTraining.Result toTheEnd(Consumer<ProtoPNetEpoch> listener) {
        folder.clearLeftovers();
        folder.checkpoint(state()).ifPresent(this::resume);
        while (epochs.size() < schedule().size()) {
            Phase phase = schedule().get(epochs.size());
            if (phase == Phase.PRUNE) {
                restoreBest();
            }
            ProtoPNetEpoch epoch = advance(phase);
            if (!Double.isFinite(epoch.metrics().testLoss())) {
                throw stopped(
                        "the loss on the test pictures is " + epoch.metrics().testLoss());
            }
            epochs.add(epoch);
            keepIfBest();
            folder.save(network.network(), gradient.stepper(), state());
            listener.accept(epoch);
        }
        if (epochs.get(epochs.size() - 1).phase() != Phase.PRUNE) {
            restoreBest();
        }
        return new ProtoPNetTraining.Result(epochs, projection.patches());
    }

    /** The plan's phases; after an early end the pruning alone is left. */
    private List<Phase> schedule() {
        List<Phase> all = plan.schedule();
        List<Validation> seen = new ArrayList<>();
        for (int done = 0; done < epochs.size(); done++) {
            Validation validation = epochs.get(done).metrics().validation();
            if (validation != null) {
                seen.add(validation);
                if (validated.selection().endsAfter(seen)) {
                    List<Phase> ended = new ArrayList<>(all.subList(0, done + 1));
                    all.subList(done + 1, all.size()).stream()
                            .filter(phase -> phase == Phase.PRUNE)
                            .forEach(ended::add);
                    return ended;
                }
            }
        }
        return all;
    }

    private List<Validation> validations() {
        return EpochMetrics.validations(
                epochs.stream().map(ProtoPNetEpoch::metrics).toList());
    }

    private void keepIfBest() {
        boolean measured = epochs.get(epochs.size() - 1).metrics().validation() != null;
        if (measured && validated.selection().keepsNow(validations())) {
            best.keep(network.network(), state());
        }
    }

    /** Goes back to the push that did best; no prototype has been pruned until then. */
    private void restoreBest() {
        if (validated.selection().keepsBest() && !validations().isEmpty()) {
            best.restore(network.network());
            projection = new ProjectionPhases(network, plan, train, best.state().patches());
        }
    }

    private ProtoPNetState state() {
        return new ProtoPNetState(
                plan, validated.selection(), train.labels(), first, network.layout(), projection.patches(), epochs);
    }

    private void resume(Checkpoint<ProtoPNetState> checkpoint) {
        ProtoPNetState state = checkpoint.state();
        if (!state.layout().equals(first)) {
            network.replace(state.layout(), new Shape(1, first.channels(), first.patch(), first.patch()));
        }
        checkpoint.restore(network.network());
        epochs.addAll(state.epochs());
        projection = new ProjectionPhases(network, plan, train, state.patches());
        if (epochs.size() < schedule().size() && !startsAnew()) {
            checkpoint.restore(gradient.begin(schedule().get(epochs.size())));
        }
    }

    /** Whether the next phase is another than the last one, so that the optimiser begins with an empty memory. */
    private boolean startsAnew() {
        int next = epochs.size();
        return next == 0 || schedule().get(next) != schedule().get(next - 1);
    }

    private ProtoPNetEpoch advance(Phase phase) {
        long started = System.nanoTime();
        PhaseResult result =
                switch (phase) {
                    case WARM_UP, JOINT -> stepped(phase);
                    case PUSH, PRUNE -> projected(phase);
                };
        Confusion tested = Evaluation.of(network.network(), test);
        EpochMetrics metrics = new EpochMetrics(
                epochs.size() + 1,
                result.rate(),
                result.loss(),
                result.accuracy(),
                tested.loss(),
                tested.accuracy(),
                List.of(),
                tested.classes(),
                validated(phase),
                (System.nanoTime() - started) / 1e9);
        return new ProtoPNetEpoch(phase, network.layout().count(), result.cluster(), result.separation(), metrics);
    }

    /** What a push came to on the pictures held out. */
    private @Nullable Validation validated(Phase phase) {
        return phase == Phase.PUSH && validated.pictures() != null
                ? Evaluation.of(network.network(), validated.pictures()).validation()
                : null;
    }

    private PhaseResult stepped(Phase phase) {
        try {
            return gradient.epoch(phase, startsAnew(), steppedEpochs(), this::report);
        } catch (ModelException e) {
            ModelException stopped = stopped(String.valueOf(e.getMessage()));
            stopped.initCause(e);
            throw stopped;
        }
    }

    private PhaseResult projected(Phase phase) {
        gradient.close();
        return phase == Phase.PUSH ? projection.push(this::goOn) : projection.prune(this::goOn);
    }

    private int steppedEpochs() {
        return (int) epochs.stream()
                .filter(done -> done.phase() == Phase.WARM_UP || done.phase() == Phase.JOINT)
                .count();
    }

    private void report(double share) {
        double all = (double) schedule().size() * gradient.batches();
        progress.report(Math.round((epochs.size() + share) * gradient.batches()), Math.round(all));
    }

    private void goOn(double share) {
        Cancellation.check(Thread.currentThread(), () -> "training was interrupted after " + epochs.size() + " epochs");
        report(share);
    }

    private ModelException stopped(String why) {
        return new ModelException("training stopped in epoch " + (epochs.size() + 1) + " ("
                + schedule().get(epochs.size()).words() + "): " + why + "; a smaller rate may help"
                + folder.kept(epochs.size()));
    }

    @Override
    public void close() {
        gradient.close();
    }

    private void requireSuitingData() {
        List<String> labels = network.network().spec().labels();
        for (ImageBatches pictures : Stream.of(train, test, validated.pictures())
                .filter(Objects::nonNull)
                .toList()) {
            if (!pictures.labels().equals(labels)) {
                throw new XaiException("the network has the classes " + String.join(", ", labels) + ", the data "
                        + String.join(", ", pictures.labels()));
            }
        }
        int[] seen = new int[labels.size()];
        for (int label : PrototypeDistanceTable.labels(train)) {
            seen[label]++;
        }
        for (int label : network.layout().classes()) {
            if (seen[label] == 0) {
                throw new XaiException("there is no training picture of " + labels.get(label)
                        + ", from which its prototypes could be taken");
            }
        }
        if (train.size() < Math.max(2, plan.neighbours())) {
            throw new XaiException(train.size() + " training pictures are too few");
        }
    }
}
