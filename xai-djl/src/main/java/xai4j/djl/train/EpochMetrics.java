package xai4j.djl.train;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import xai4j.numeric.ClassMetrics;
import xai4j.numeric.Validation;
import xai4j.numeric.WilsonInterval;

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
 * @param trainClasses per class, on the training pictures as they were met in the epoch
 * @param classes per class, on the test pictures
 * @param validation what it came to on pictures held out to choose an epoch by; null where none are
 * @param seconds it took
 */
public record EpochMetrics(
        int epoch,
        double rate,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        List<ClassMetrics> trainClasses,
        List<ClassMetrics> classes,
        @Nullable Validation validation,
        double seconds) {
    /** Copies the lists; a file of an older version has no classes of the training pictures. */
    @SuppressWarnings("NullableProblems")
    public EpochMetrics {
        trainClasses = trainClasses == null ? List.of() : List.copyOf(trainClasses);
        classes = List.copyOf(classes);
    }

    /** The accuracy on the test pictures, with the ends of its interval. */
    public WilsonInterval testInterval() {
        long pictures = classes.stream().mapToLong(ClassMetrics::pictures).sum();
        return WilsonInterval.of((int) Math.round(testAccuracy * pictures), Math.toIntExact(pictures));
    }

    /** What some epochs came to on the pictures held out, in their order; empty where none are. */
    public static List<Validation> validations(List<EpochMetrics> epochs) {
        return epochs.stream()
                .map(EpochMetrics::validation)
                .filter(Objects::nonNull)
                .toList();
    }
}
