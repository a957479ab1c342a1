package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import xai4j.model.ModelException;

/**
 * A network being fitted to a loss: one step at a time, with an optimiser that remembers. Several can follow one another on
 * one network, each with a loss and a choice of parameters of its own.
 *
 * <p>PyTorch's gradient collector is one per process: steps must not run at the same time.
 */
public final class TrainingStepper implements AutoCloseable {
    private final Network network;
    private final TrainingLoss loss;
    private final NDManager manager;
    private final ParameterStore store;
    private final Adam adam;
    private final Map<String, Parameter> trained = new LinkedHashMap<>();
    private final Map<String, Double> shares = new LinkedHashMap<>();

    /**
     * Begins.
     *
     * @param chosen which parameters are changed, by the names of {@link Network#parameters()}; running statistics follow
     *     every block that is run in training mode and are not chosen
     * @param decay weight decay on weights, not on biases and scales
     */
    public TrainingStepper(Network network, TrainingLoss loss, Predicate<String> chosen, double decay) {
        this(network, loss, decay, name -> chosen.test(name) ? 1 : 0);
    }

    private TrainingStepper(Network network, TrainingLoss loss, double decay, ToDoubleFunction<String> share) {
        this.network = network;
        this.loss = loss;
        this.manager = network.manager().newSubManager();
        this.store = new ParameterStore(manager, false);
        this.adam = new Adam(manager, decay);
        network.parameters().forEach((name, parameter) -> {
            double part = share.applyAsDouble(name);
            boolean wanted = parameter.requiresGradient() && part > 0;
            parameter.getArray().setRequiresGradient(wanted);
            if (wanted) {
                trained.put(name, parameter);
                shares.put(name, part);
            }
        });
    }

    /**
     * Begins with another rate for each parameter.
     *
     * @param share of the step's rate at which a parameter is changed; 0 for not at all
     */
    public static TrainingStepper withShares(
            Network network, TrainingLoss loss, ToDoubleFunction<String> share, double decay) {
        return new TrainingStepper(network, loss, decay, share);
    }

    /**
     * One step downhill.
     *
     * @param images {@code [N, C, H, W]}
     * @param labels {@code [N]}, int64
     * @param rate size of the step
     * @return the loss before the step, and the logits {@code [N, K]}
     * @throws ModelException if the loss is not finite; nothing has changed then
     */
    public Step step(NDArray images, NDArray labels, double rate) {
        try (NDManager scope = manager.newSubManager()) {
            images.attach(scope);
            labels.attach(scope);
            float value;
            float[] logits;
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDList outputs = network.block().forward(store, new NDList(images), true);
                outputs.attach(scope);
                NDArray mean = loss.of(outputs, labels);
                mean.attach(scope);
                value = mean.getFloat();
                logits = outputs.get(0).toFloatArray();
                if (!Float.isFinite(value)) {
                    throw new ModelException("the loss is " + value);
                }
                collector.backward(mean);
            }
            adam.begin();
            trained.forEach((name, parameter) -> adam.update(
                    name,
                    parameter.getArray(),
                    parameter.getArray().getGradient(),
                    rate * shares.getOrDefault(name, 1.0)));
            return new Step(value, logits);
        }
    }

    /** What a step found before it was made. */
    public static final class Step {
        private final double loss;
        private final float[] logits;

        Step(double loss, float[] logits) {
            this.loss = loss;
            this.logits = logits;
        }

        /** Mean loss of the batch. */
        public double loss() {
            return loss;
        }

        /** Softmax cross-entropy of an image, whatever the loss adds to it: what {@link Evaluation} measures on test pictures. */
        double crossEntropy(int image, int truth, int classes) {
            double highest = logits[image * classes + predicted(image, classes)];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[image * classes + c] - highest);
            }
            return Math.log(sum) + highest - logits[image * classes + truth];
        }

        /** Class with the highest logit, per image. */
        public int predicted(int image, int classes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logits[image * classes + c] > logits[image * classes + best]) {
                    best = c;
                }
            }
            return best;
        }
    }

    Adam optimizer() {
        return adam;
    }

    /** Names and shapes of what the optimiser remembers once a step was made. */
    Map<String, Shape> memory() {
        Map<String, Shape> memory = new LinkedHashMap<>();
        trained.forEach((name, parameter) ->
                memory.putAll(Adam.memory(name, parameter.getArray().getShape())));
        return memory;
    }

    NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        trained.values().forEach(parameter -> parameter.getArray().setRequiresGradient(false));
        manager.close();
    }
}
