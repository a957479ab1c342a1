package xai4j.visualize;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.Options;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.numeric.Cancellation;
import xai4j.tensor.Tensor;

/**
 * Whether a picture is taken for its class under transformations that it was not made with: 20 fresh draws of the tutorial's
 * colour jitter, turns and scalings.
 */
final class Robustness {
    private static final int DRAWS = 20;
    private static final long SEED = 0x5EED;

    private Robustness() {}

    /** Probabilities of a class, for each picture and draw; as many as there is time for. */
    static List<Double> confidences(
            Model model, InputNormalizer normalizer, List<float[]> pictures, int index, Deadline deadline) {
        Options options = FeatureOptions.tutorial();
        List<Double> found = new ArrayList<>();
        for (float[] picture : pictures) {
            Random random = new Random(SEED);
            Jitter jitter = new Jitter(normalizer.height(), normalizer.width(), options);
            for (int draw = 0; draw < DRAWS && !isOver(deadline); draw++) {
                Tensor one = normalizer.batch(1);
                normalizer.write(Jitter.apply(jitter.draw(random), picture), one, 0);
                found.add((double) model.predict(one, Score.PROBABILITY).get(0, index));
            }
        }
        return found;
    }

    private static boolean isOver(Deadline deadline) {
        return deadline.isOver() || Cancellation.isRequested();
    }

    /** Mean and least of them; a word when they are not all. */
    static Diagnostics describe(List<Double> confidences, int pictures, Diagnostics diagnostics) {
        if (confidences.size() < pictures * DRAWS) {
            return diagnostics.with(
                    "there was no time to see how sure the model is under all " + DRAWS + " fresh transformations");
        }
        return diagnostics
                .with(
                        "confidence-mean",
                        confidences.stream().mapToDouble(p -> p).average().orElse(Double.NaN))
                .with(
                        "confidence-min",
                        confidences.stream().mapToDouble(p -> p).min().orElse(Double.NaN));
    }
}
