package xai4j.djl.prototype;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.Checkpoint;
import xai4j.djl.train.Confusion;
import xai4j.djl.train.EpochMetrics;
import xai4j.djl.train.EpochRunner;
import xai4j.djl.train.Evaluation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingStepper;
import xai4j.explain.Progress;
import xai4j.io.AtomicFile;
import xai4j.model.ModelException;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.XaiException;

/** A prototype network's training under way. */
final class ProtoPNetRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 64;
    private static final int LAST_LAYER_STEPS = 300;
    private static final double LAST_LAYER_TOLERANCE = 1e-4;

    private final ProtoPNet network;
    private final ProtoPNetPlan plan;
    private final @Nullable Path folder;
    private final Progress progress;
    private final ImageBatches train;
    private final ImageBatches test;
    private final EpochRunner pass;
    private final PrototypeLayout first;
    private final List<ProtoPNetEpoch> epochs = new ArrayList<>();
    private List<PrototypePush.Patch> patches = List.of();
    private final PrototypeCosts costs;
    private @Nullable TrainingStepper fit;

    /** @throws XaiException if the data do not suit the network */
    ProtoPNetRun(
            ProtoPNet network,
            ProtoPNetPlan plan,
            @Nullable Path folder,
            Progress progress,
            ImageBatches train,
            ImageBatches test) {
        this.network = network;
        this.plan = plan;
        this.folder = folder;
        this.progress = progress;
        this.first = network.layout();
        this.costs = new PrototypeCosts(first, plan.cluster(), plan.separation());
        this.train = train;
        this.test = test;
        check();
        this.pass = new EpochRunner(network.network(), train, plan.batch(), plan.augmentation(), plan.seed());
    }

    /** Goes on with the checkpoint, if there is one, and trains until the schedule is done. */
    ProtoPNetTraining.Result toTheEnd(Consumer<ProtoPNetEpoch> listener) {
        Training.clearLeftovers(folder);
        resume();
        List<Phase> schedule = plan.schedule();
        while (epochs.size() < schedule.size()) {
            ProtoPNetEpoch epoch = advance(schedule);
            if (!Double.isFinite(epoch.metrics().testLoss())) {
                throw stopped(
                        "the loss on the test pictures is " + epoch.metrics().testLoss());
            }
            epochs.add(epoch);
            save();
            listener.accept(epoch);
        }
        return new ProtoPNetTraining.Result(epochs, patches);
    }

    private void resume() {
        if (folder == null || !Files.exists(folder.resolve(Training.CHECKPOINT))) {
            return;
        }
        Path file = folder.resolve(Training.CHECKPOINT);
        Checkpoint<State> checkpoint = Checkpoint.read(file, State.class);
        State state = checkpoint.state();
        if (!state.labels().equals(train.labels())) {
            throw new XaiException("checkpoint " + file + " is of a training on "
                    + state.labels().size() + " classes (" + String.join(", ", state.labels()) + "), the data have "
                    + train.labels().size() + " (" + String.join(", ", train.labels()) + ")");
        }
        if (!state.plan().equals(plan) || !state.first().equals(first)) {
            throw new XaiException("checkpoint " + file + " is of another plan, " + state.plan() + " with "
                    + state.first().count() + " prototypes; this is " + plan + " with " + first.count()
                    + " prototypes. Train into another folder, or delete the checkpoint");
        }
        if (!state.layout().equals(first)) {
            network.replace(state.layout(), new Shape(1, first.channels(), first.patch(), first.patch()));
        }
        checkpoint.restore(network.network());
        epochs.addAll(state.epochs());
        patches = state.patches();
        List<Phase> schedule = plan.schedule();
        if (epochs.size() < schedule.size() && !startsAnew(schedule)) {
            checkpoint.restore(begin(schedule.get(epochs.size())));
        }
    }

    /** Whether the next phase is another than the last one, so that the optimiser begins with an empty memory. */
    private boolean startsAnew(List<Phase> schedule) {
        int next = epochs.size();
        return next == 0 || schedule.get(next) != schedule.get(next - 1);
    }

    private TrainingStepper begin(Phase phase) {
        close();
        double part = plan.backboneRate() / plan.rate();
        TrainingStepper begun = TrainingStepper.withShares(
                network.network(),
                costs,
                name -> network.ofPrototypes().test(name)
                        ? 1
                        : phase == Phase.JOINT && network.ofBackbone().test(name) ? part : 0,
                0);
        fit = begun;
        return begun;
    }

    private ProtoPNetEpoch advance(List<Phase> schedule) {
        long started = System.nanoTime();
        Phase phase = schedule.get(epochs.size());
        if (phase == Phase.PUSH || phase == Phase.PRUNE) {
            close();
            return phase == Phase.PUSH ? push(started) : prune(started);
        }
        TrainingStepper current = fit == null || startsAnew(schedule) ? begin(phase) : fit;
        return epoch(phase, current, started);
    }

    private ProtoPNetEpoch epoch(Phase phase, TrainingStepper current, long started) {
        int number = number();
        int joint = number - plan.warmUp();
        costs.forget();
        Confusion seen;
        try {
            seen = pass.run(
                    current,
                    number,
                    b -> rate(phase, joint + b / (double) pass.batches()),
                    b -> report(b / (double) pass.batches()));
        } catch (ModelException e) {
            ModelException stopped = stopped(String.valueOf(e.getMessage()));
            stopped.initCause(e);
            throw stopped;
        }
        return result(
                phase,
                costs.meanCluster(),
                costs.meanSeparation(),
                rate(phase, joint + 1.0),
                seen.loss(),
                seen.accuracy(),
                started);
    }

    /** Number of the next epoch, pushes not counted. */
    private int number() {
        return (int) epochs.stream()
                .filter(done -> done.phase() == Phase.WARM_UP || done.phase() == Phase.JOINT)
                .count();
    }

    private double rate(Phase phase, double jointEpochs) {
        return phase == Phase.WARM_UP ? plan.rate() : plan.jointRate(jointEpochs / plan.joint());
    }

    private void report(double share) {
        double all = (double) plan.schedule().size() * pass.batches();
        progress.report(Math.round((epochs.size() + share) * pass.batches()), Math.round(all));
    }

    private ProtoPNetEpoch push(long started) {
        int[] classes =
                network.layout().classes().stream().mapToInt(label -> label).toArray();
        PrototypePush search = new PrototypePush(network.vectors(), classes);
        for (int start = 0; start < train.size(); start += BATCH) {
            requireUninterrupted();
            int[] chosen = IntStream.range(start, Math.min(start + BATCH, train.size()))
                    .toArray();
            try (NDManager scope = network.network().manager().newSubManager()) {
                search.offer(
                        network.features(scope, train.batch(scope, chosen)),
                        IntStream.of(chosen).map(train.images()::label).toArray());
            }
            report(0.6 * start / train.size());
        }
        network.set(search.vectors().toArray(), network.lastLayer().toArray());
        patches = IntStream.range(0, classes.length).mapToObj(search::patch).toList();
        return lastLayer(Phase.PUSH, read(), started);
    }

    private PrototypeDistanceTable read() {
        return PrototypeDistanceTable.of(network, train, done -> {
            requireUninterrupted();
            report(0.6 + 0.2 * done / train.size());
        });
    }

    private void requireUninterrupted() {
        if (Thread.interrupted()) {
            throw new CancellationException("training was interrupted after " + epochs.size() + " epochs");
        }
    }

    private ProtoPNetEpoch prune(long started) {
        int[] kept = read().pure(plan.neighbours(), plan.ownNeighbours());
        network.keep(kept);
        patches = IntStream.of(kept).mapToObj(patches::get).toList();
        return lastLayer(Phase.PRUNE, read(), started);
    }

    private ProtoPNetEpoch lastLayer(Phase phase, PrototypeDistanceTable readings, long started) {
        LastLayer problem =
                new LastLayer(readings.similarities(), readings.labels(), network.layout(), plan.sparsity());
        float[] weights = problem.solve(network.lastLayer().toArray(), LAST_LAYER_STEPS, LAST_LAYER_TOLERANCE);
        network.set(network.vectors().toArray(), weights);
        return result(
                phase,
                readings.nearest(true),
                readings.nearest(false),
                0,
                problem.crossEntropy(weights),
                problem.accuracy(weights),
                started);
    }

    private ProtoPNetEpoch result(
            Phase phase, double cluster, double separation, double rate, double loss, double accuracy, long started) {
        Confusion tested = Evaluation.of(network.network(), test);
        EpochMetrics metrics = new EpochMetrics(
                epochs.size() + 1,
                rate,
                loss,
                accuracy,
                tested.loss(),
                tested.accuracy(),
                tested.classes(),
                (System.nanoTime() - started) / 1e9);
        return new ProtoPNetEpoch(phase, network.layout().count(), cluster, separation, metrics);
    }

    private ModelException stopped(String why) {
        String kept = folder == null || epochs.isEmpty()
                ? ""
                : "; the state after epoch " + epochs.size() + " is kept in " + folder.resolve(Training.CHECKPOINT);
        return new ModelException("training stopped in epoch " + (epochs.size() + 1) + " ("
                + plan.schedule().get(epochs.size()).words() + "): " + why + "; a smaller rate may help" + kept);
    }

    private void save() {
        if (folder == null) {
            return;
        }
        Checkpoint.write(
                folder.resolve(Training.CHECKPOINT),
                network.network(),
                fit,
                new State(plan, train.labels(), first, network.layout(), patches, epochs));
        AtomicFile.write(folder.resolve(Training.METRICS), out -> {
            for (ProtoPNetEpoch epoch : epochs) {
                out.write((JSON.writeValueAsString(epoch) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    @Override
    public void close() {
        if (fit != null) {
            fit.close();
            fit = null;
        }
    }

    private void check() {
        List<String> labels = network.network().spec().labels();
        for (ImageBatches pictures : List.of(train, test)) {
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

    /** What a checkpoint tells besides numbers of the network. */
    record State(
            ProtoPNetPlan plan,
            List<String> labels,
            PrototypeLayout first,
            PrototypeLayout layout,
            List<PrototypePush.Patch> patches,
            List<ProtoPNetEpoch> epochs) {}
}
