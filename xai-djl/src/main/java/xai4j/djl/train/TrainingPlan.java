package xai4j.djl.train;

import xai4j.numeric.PlanCheck;

/**
 * How a network is trained. The rate rises over the first twentieth of the steps and falls as half a cosine to nothing
 * (Loshchilov and Hutter 2017).
 *
 * @param epochs how often every picture is seen
 * @param batch pictures per step; what does not fill a batch sits out that epoch
 * @param rate highest rate of the optimiser
 * @param decay weight decay
 * @param smoothing of labels, see {@link TrainingLoss#crossEntropy}
 * @param augmentation random changes of the pictures
 * @param seed of order and changes
 */
public record TrainingPlan(
        int epochs, int batch, double rate, double decay, double smoothing, Augmentation augmentation, long seed) {
    private static final double WARM_UP = 0.05;

    /** Checks the numbers. */
    public TrainingPlan {
        PlanCheck.require(epochs > 0, "epochs", epochs);
        PlanCheck.require(batch > 1, "batch", batch);
        PlanCheck.require(rate > 0 && rate < 10, "rate", rate);
        PlanCheck.require(decay >= 0 && decay < 1, "decay", decay);
        PlanCheck.require(smoothing >= 0 && smoothing < 1, "smoothing", smoothing);
    }

    /** What suits a small network trained from scratch: batches of 32, rate 0.003, decay 0.01, smoothing 0.05. */
    public static TrainingPlan usual(int epochs) {
        return new TrainingPlan(epochs, 32, 3e-3, 0.01, 0.05, Augmentation.usual(), 0);
    }

    /** With another seed. */
    public TrainingPlan withSeed(long other) {
        return new TrainingPlan(epochs, batch, rate, decay, smoothing, augmentation, other);
    }

    /** With other sizes of batches. */
    public TrainingPlan withBatch(int other) {
        return new TrainingPlan(epochs, other, rate, decay, smoothing, augmentation, seed);
    }

    /** With another highest rate. */
    public TrainingPlan withRate(double other) {
        return new TrainingPlan(epochs, batch, other, decay, smoothing, augmentation, seed);
    }

    /** With other changes of the pictures. */
    public TrainingPlan withAugmentation(Augmentation other) {
        return new TrainingPlan(epochs, batch, rate, decay, smoothing, other, seed);
    }

    /** The rate of step {@code step} of {@code steps}. */
    public double rateAt(long step, long steps) {
        double all = steps;
        double warm = Math.max(1, WARM_UP * all);
        if (step < warm) {
            return rate * (step + 1) / (warm + 1);
        }
        return rate * 0.5 * (1 + Math.cos(Math.PI * (step - warm) / Math.max(1, all - warm)));
    }
}
