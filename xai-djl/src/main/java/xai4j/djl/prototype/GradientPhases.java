package xai4j.djl.prototype;

import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.EpochRunner;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.TrainingStepper;
import xai4j.model.ModelException;
import xai4j.numeric.Confusion;

/** The phases that step downhill: warm-up moves add-on layers and prototypes, joint training the backbone as well. */
final class GradientPhases implements AutoCloseable {
    private final ProtoPNet network;
    private final ProtoPNetPlan plan;
    private final PrototypeCosts costs;
    private final EpochRunner runner;
    private @Nullable TrainingStepper stepper;

    GradientPhases(ProtoPNet network, ProtoPNetPlan plan, ImageBatches train) {
        this.network = network;
        this.plan = plan;
        this.costs = new PrototypeCosts(network.layout(), plan.cluster(), plan.separation());
        this.runner = new EpochRunner(network.network(), train, plan.batch(), plan.augmentation(), plan.seed());
    }

    /** Steps of an epoch. */
    int batches() {
        return runner.batches();
    }

    /** The optimiser with its memory, while a phase is under way. */
    @Nullable
    TrainingStepper stepper() {
        return stepper;
    }

    /** Begins a phase with an optimiser that remembers nothing. */
    TrainingStepper begin(Phase phase) {
        close();
        double part = plan.backboneRate() / plan.rate();
        TrainingStepper begun = TrainingStepper.withShares(
                network.network(),
                costs,
                name -> network.ofPrototypes().test(name)
                        ? 1
                        : phase == Phase.JOINT && network.ofBackbone().test(name) ? part : 0,
                0);
        stepper = begun;
        return begun;
    }

    /**
     * Goes through the training pictures once.
     *
     * @param phase warm-up or joint
     * @param fresh whether the phase begins with this epoch
     * @param number of the epoch among those that step, from 0
     * @param done told the share of the epoch that is done
     * @throws ModelException if the loss is no longer finite
     */
    PhaseResult epoch(Phase phase, boolean fresh, int number, DoubleConsumer done) {
        TrainingStepper current = fresh || stepper == null ? begin(phase) : stepper;
        int joint = number - plan.warmUp();
        costs.forget();
        Confusion seen = runner.run(
                current,
                number,
                b -> rate(phase, joint + b / (double) batches()),
                b -> done.accept(b / (double) batches()));
        return new PhaseResult(
                costs.meanCluster(), costs.meanSeparation(), rate(phase, joint + 1.0), seen.loss(), seen.accuracy());
    }

    private double rate(Phase phase, double jointEpochs) {
        return phase == Phase.WARM_UP ? plan.rate() : plan.jointRate(jointEpochs / plan.joint());
    }

    @Override
    public void close() {
        if (stepper != null) {
            stepper.close();
            stepper = null;
        }
    }
}
