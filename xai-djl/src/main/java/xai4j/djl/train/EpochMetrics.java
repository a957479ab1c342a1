package xai4j.djl.train;

import java.util.List;

/**
 * What an epoch of training came to.
 *
 * @param epoch number, from 1
 * @param rate of the optimiser at its end
 * @param trainLoss mean cross-entropy in its batches, each before its step, on changed pictures; what is made small beyond it
 *     (smoothing, costs) is not in it, so that both losses mean the same
 * @param trainAccuracy share recognised among them
 * @param testLoss mean cross-entropy on the test pictures after it
 * @param testAccuracy share of the test pictures recognised
 * @param classes per class, on the test pictures
 * @param seconds it took
 */
public record EpochMetrics(
        int epoch,
        double rate,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        List<ClassMetrics> classes,
        double seconds) {
    /** Copies the list. */
    public EpochMetrics {
        classes = List.copyOf(classes);
    }
}
