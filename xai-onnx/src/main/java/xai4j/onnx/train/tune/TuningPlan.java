package xai4j.onnx.train.tune;

import xai4j.numeric.PlanCheck;
import xai4j.onnx.train.Optimizer;

/**
 * How a network is fine-tuned. Rates rise for a tenth of the steps and then fall as half a cosine to nothing, so that the last epoch is the one to
 * keep.
 *
 * @param epochs passes over the pictures, each seen in one of its views
 * @param batch pictures per step
 * @param headRate highest rate of the appended head
 * @param rate highest rate of the backbone's own weights
 * @param smoothing share of each label that is spread over all classes
 * @param mixing how far two pictures are mixed, in [0, 1]: 0 not at all, 1 up to half and half; their labels are mixed alike
 * @param method of stepping
 * @param seed of order and views
 */
public record TuningPlan(
        int epochs,
        int batch,
        double headRate,
        double rate,
        double smoothing,
        double mixing,
        Method method,
        long seed) {
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-4;
    private static final double RISING = 0.1;

    /** Ways of stepping downhill. */
    public enum Method {
        /** Adam with decoupled decay 10⁻⁴. */
        ADAM,
        /** Gradient descent with momentum 0.9 and decay 10⁻⁴. */
        SGD
    }

    /** Checks the numbers. */
    public TuningPlan {
        PlanCheck.require(epochs > 0, "epochs", epochs);
        PlanCheck.require(batch > 0, "batch", batch);
        PlanCheck.require(headRate >= 0 && headRate < 10, "rate of the head", headRate);
        PlanCheck.require(rate >= 0 && rate < 10, "rate", rate);
        PlanCheck.require(smoothing >= 0 && smoothing < 1, "smoothing", smoothing);
        PlanCheck.require(mixing >= 0 && mixing <= 1, "mixing", mixing);
    }

    /** Adam, batches of 16, rates 3·10⁻⁴ for the head and 10⁻⁴ below it; labels as they are, pictures not mixed. */
    public static TuningPlan usual(int epochs) {
        return new TuningPlan(epochs, 16, 3e-4, 1e-4, 0, 0, Method.ADAM, 1);
    }

    /** With other rates. */
    public TuningPlan withRates(double newHeadRate, double newRate) {
        return new TuningPlan(epochs, batch, newHeadRate, newRate, smoothing, mixing, method, seed);
    }

    /** With another batch. */
    public TuningPlan withBatch(int newBatch) {
        return new TuningPlan(epochs, newBatch, headRate, rate, smoothing, mixing, method, seed);
    }

    /** With labels that are spread, and pictures that are mixed, so far. */
    public TuningPlan withSoftness(double newSmoothing, double newMixing) {
        return new TuningPlan(epochs, batch, headRate, rate, newSmoothing, newMixing, method, seed);
    }

    /** With another way of stepping. */
    public TuningPlan withMethod(Method newMethod) {
        return new TuningPlan(epochs, batch, headRate, rate, smoothing, mixing, newMethod, seed);
    }

    /** With another seed. */
    public TuningPlan withSeed(long newSeed) {
        return new TuningPlan(epochs, batch, headRate, rate, smoothing, mixing, method, newSeed);
    }

    Optimizer optimizer() {
        return method == Method.ADAM ? Optimizer.adam(DECAY) : Optimizer.sgd(MOMENTUM, DECAY);
    }

    /** The share of the highest rate at a step. */
    double schedule(long step, long steps) {
        double rising = Math.max(1, RISING * steps);
        if (step < rising) {
            return (step + 1) / (rising + 1);
        }
        return 0.5 * (1 + Math.cos(Math.PI * (step - rising) / Math.max(1, steps - rising)));
    }
}
