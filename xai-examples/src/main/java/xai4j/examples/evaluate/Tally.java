package xai4j.examples.evaluate;

import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.evaluate.PixelAttribution;
import xai4j.examples.birds.Part;

/** Adds up the scores of one method, picture by picture. */
final class Tally {
    private static final int THRESHOLDS = 80;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 0.5;

    private final Mean[] dataCheck = means(THRESHOLDS);
    private final Mean[] preservation = means(THRESHOLDS);
    private final Mean[] deletion = means(THRESHOLDS);
    private final Mean[] distractibility = means(THRESHOLDS);
    private final Mean singleDeletion = new Mean();
    private final Mean singleExchange = new Mean();
    private final Mean targetSensitivity = new Mean();
    private final Mean seconds = new Mean();

    /** A sum that knows how many it is of. */
    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return count == 0 ? Double.NaN : sum / count;
        }
    }

    private static Mean[] means(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Mean()).toArray(Mean[]::new);
    }

    private static double threshold(int i) {
        return LOWEST + i * (HIGHEST - LOWEST) / (THRESHOLDS - 1);
    }

    /** Adds an explanation of the predicted species. */
    void add(BirdTruth truth, PartImportances importances) {
        for (int i = 0; i < THRESHOLDS; i++) {
            Set<Part> important = importances.important(threshold(i));
            if (truth.recognised()) {
                dataCheck[i].add(PartScores.dataCheck(truth.predicted(), important));
            }
            preservation[i].add(PartScores.preservation(truth, important));
            deletion[i].add(PartScores.deletion(truth, important));
            PartScores.distractibility(truth, important).ifPresent(distractibility[i]::add);
        }
        PartScores.singleDeletion(truth, importances).ifPresent(singleDeletion::add);
        PartScores.singleExchange(truth, importances).ifPresent(singleExchange::add);
    }

    /** Adds an explanation of both species of a mixed bird. */
    void add(double sensitivity) {
        targetSensitivity.add(sensitivity);
    }

    /** Adds the time that an explanation took. */
    void addSeconds(double value) {
        seconds.add(value);
    }

    /** The scores at the threshold that suits the method best, as FunnyBirds chooses it. */
    Scorecard card(String method, Map<String, String> options) {
        Scorecard best = card(method, options, 0);
        for (int i = 1; i < THRESHOLDS; i++) {
            Scorecard card = card(method, options, i);
            best = card.completeness() > best.completeness() ? card : best;
        }
        return best;
    }

    private Scorecard card(String method, Map<String, String> options, int i) {
        return new Scorecard(
                method,
                options,
                PixelAttribution.isGradient(method),
                dataCheck[i].value(),
                preservation[i].value(),
                deletion[i].value(),
                distractibility[i].value(),
                threshold(i),
                singleDeletion.value(),
                singleExchange.value(),
                targetSensitivity.value(),
                seconds.value());
    }
}
