package xai4j.onnx.train.tune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import xai4j.numeric.Confusion;
import xai4j.numeric.CounterRandom;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.Parallel;
import xai4j.numeric.Validation;
import xai4j.numeric.WilsonInterval;
import xai4j.onnx.train.BackboneWriter;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.Optimizer;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * Trains the weights of a {@link TunableNetwork} on the maps of the layer above which it is trained; what lies below is frozen and its maps are
 * computed once. Every draw depends on the plan's seed, so that a run that was interrupted comes to the same bits as one that was not.
 */
public final class FineTuning {
    private static final long HELD = 1L << 30;

    private final TunableNetwork network;
    private final TuningPlan plan;
    private final Validated validated;
    private final Optional<Path> checkpoint;
    private final Consumer<Epoch> listener;

    /** Pictures that decide which epoch is kept. */
    private record Validated(Optional<FrozenFeatures> pictures, EpochSelection selection) {}

    private FineTuning(
            TunableNetwork network,
            TuningPlan plan,
            Validated validated,
            Optional<Path> checkpoint,
            Consumer<Epoch> listener) {
        this.network = network;
        this.plan = plan;
        this.validated = validated;
        this.checkpoint = checkpoint;
        this.listener = listener;
    }

    /** A training of a network, which it changes. */
    public static FineTuning of(TunableNetwork network, TuningPlan plan) {
        Validated nothing = new Validated(Optional.empty(), EpochSelection.LAST);
        return new FineTuning(network, plan, nothing, Optional.empty(), epoch -> {});
    }

    /**
     * With pictures that decide which epoch is kept and whether the training ends early.
     *
     * @param pictures maps of pictures that are neither trained nor tested on
     */
    public FineTuning validated(FrozenFeatures pictures, EpochSelection selection) {
        Validated other =
                new Validated(selection.needsValidation() ? Optional.of(pictures) : Optional.empty(), selection);
        return new FineTuning(network, plan, other, checkpoint, listener);
    }

    /** With a file that is written after every epoch, whole or not at all; when it is there, the training goes on with it. */
    public FineTuning checkpoint(Path file) {
        return new FineTuning(network, plan, validated, Optional.of(file), listener);
    }

    /** With a listener that hears of every epoch. */
    public FineTuning onEpoch(Consumer<Epoch> newListener) {
        return new FineTuning(network, plan, validated, checkpoint, newListener);
    }

    /**
     * What came of an epoch.
     *
     * @param epoch from 1
     * @param loss mean over the epoch's steps
     * @param accuracy share of the views that were told right before each step
     * @param validation what it came to on pictures held out; empty where none are
     */
    public record Epoch(int epoch, double loss, double accuracy, Optional<Validation> validation) {}

    /**
     * Trains. The network is in the state that is to be kept afterwards: after the last epoch, or after the one that did best.
     *
     * @param features maps of the layer
     * @throws XaiException if the checkpoint is of another training, or the loss is no number
     */
    public void run(FrozenFeatures features) {
        List<Optimizer.Updater> updaters = network.weights().stream()
                .map(weight -> plan.optimizer().updater(weight.size()))
                .toList();
        TuningCheckpoint saved = new TuningCheckpoint(network.weights(), updaters, key(features));
        checkpoint.ifPresent(saved::restore);
        Maps maps = new Maps(features);
        while (saved.epochs() < plan.epochs() && !validated.selection().endsAfter(saved.validations())) {
            Epoch stepped = epoch(saved.epochs(), maps, updaters);
            Optional<Validation> held = validated.pictures().map(pictures -> confusion(network, pictures)
                    .validation());
            saved.finished(held);
            checkpoint.ifPresent(saved::write);
            listener.accept(new Epoch(stepped.epoch(), stepped.loss(), stepped.accuracy(), held));
        }
        if (validated.selection().keepsBest()) {
            saved.restoreBest();
        }
    }

    private String key(FrozenFeatures features) {
        return plan + " " + validated.selection() + " " + network.weightNames() + " " + features.size()
                + " pictures in " + features.views() + " views of " + features.labels();
    }

    private Epoch epoch(int epoch, Maps maps, List<Optimizer.Updater> updaters) {
        int[] order = new CounterRandom(plan.seed(), epoch).permutation(maps.features.size());
        int steps = (order.length + plan.batch() - 1) / plan.batch();
        double loss = 0;
        int right = 0;
        for (int step = 0; step < steps; step++) {
            int from = step * plan.batch();
            int count = Math.min(plan.batch(), order.length - from);
            List<Tensor> inputs = new ArrayList<>();
            List<double[]> targets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int other = order[(from + i + 1) % order.length];
                mixed(epoch, order[from + i], other, maps, inputs, targets);
            }
            TunableNetwork.Gradient gradient = network.gradient(inputs, targets);
            step(gradient, updaters, plan.schedule((long) epoch * steps + step, (long) plan.epochs() * steps));
            loss += gradient.loss() * count / order.length;
            right += gradient.right();
        }
        return new Epoch(epoch + 1, loss, right / (double) order.length, Optional.empty());
    }

    /** A view of a picture, with a view of another one mixed into it as the plan says. */
    private void mixed(int epoch, int picture, int other, Maps maps, List<Tensor> inputs, List<double[]> targets) {
        CounterRandom random = new CounterRandom(plan.seed() + epoch, picture);
        Tensor own = maps.of(picture, random.below(maps.features.views(), 1));
        double[] target = network.target(maps.features.label(picture), plan.smoothing());
        double share = 0.5 * plan.mixing() * random.uniform(2);
        if (share > 0) {
            Tensor mixed =
                    maps.of(other, random.below(maps.features.views(), 3)).copy();
            for (int i = 0; i < mixed.size(); i++) {
                mixed.set(i, (float) (share * mixed.at(i) + (1 - share) * own.at(i)));
            }
            double[] others = network.target(maps.features.label(other), plan.smoothing());
            for (int k = 0; k < target.length; k++) {
                target[k] = (1 - share) * target[k] + share * others[k];
            }
            own = mixed;
        }
        inputs.add(own);
        targets.add(target);
    }

    private void step(TunableNetwork.Gradient gradient, List<Optimizer.Updater> updaters, double share) {
        List<TunedWeight> weights = network.weights();
        Parallel.map(weights.size(), w -> {
            TunedWeight weight = weights.get(w);
            double rate = BackboneWriter.isOfHead(weight.name()) ? plan.headRate() : plan.rate();
            updaters.get(w).step(weight.values(), gradient.gradients().get(w), rate * share);
            weight.changed();
            return w;
        });
    }

    /** Maps of pictures, held in memory when there is room. */
    private static final class Maps {
        private final FrozenFeatures features;
        private final List<Tensor> held;

        Maps(FrozenFeatures features) {
            this.features = features;
            long bytes = (long) features.maps(0).size() * Float.BYTES * features.size();
            this.held = bytes > HELD
                    ? List.of()
                    : IntStream.range(0, features.size())
                            .mapToObj(features::maps)
                            .toList();
        }

        Tensor of(int picture, int view) {
            Tensor views = held.isEmpty() ? features.maps(picture) : held.get(picture);
            return views.row(view);
        }
    }

    /** How many of the pictures themselves, not their other views, a network tells right. */
    public static WilsonInterval accuracy(TunableNetwork network, FrozenFeatures features) {
        return confusion(network, features).interval();
    }

    /** Which classes the pictures themselves are taken for by their largest scores, and the loss. */
    public static Confusion confusion(TunableNetwork network, FrozenFeatures features) {
        return confusion(network, features, row -> IntStream.range(0, row.length)
                .reduce((one, k) -> row[k] > row[one] ? k : one)
                .orElseThrow());
    }

    /**
     * Which classes the pictures themselves are taken for by a rule of one's own, and the loss.
     *
     * @param rule from logarithms of probabilities to a class
     */
    public static Confusion confusion(TunableNetwork network, FrozenFeatures features, ToIntFunction<double[]> rule) {
        List<double[]> logs = Parallel.map(
                features.size(), i -> network.logProbabilities(features.maps(i).row(0)));
        Confusion confusion = new Confusion(features.labels());
        for (int i = 0; i < features.size(); i++) {
            confusion.add(features.label(i), rule.applyAsInt(logs.get(i)));
            confusion.addLoss(-logs.get(i)[features.label(i)]);
        }
        return confusion;
    }
}
