package xai4j.model.detection;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The score of the detection that overlaps a box best: {@code max_c overlap(box_c, box) · score_c(class)} over all candidates c. On the image
 * on which the box was found this is the box's own score. The derivative is that of the score of the best candidate; its place
 * is held.
 *
 * @param layout how the raw outputs are read
 * @param index class of the box
 * @param box in the pixels of the model's input
 * @param name a name for people
 */
public record BoxScore(DetectionLayout layout, int index, BoundingBox box, String name) implements BoxFunction {
    /** The score of a detected object. */
    public static BoxScore of(DetectionLayout layout, Detection found, int number) {
        return new BoxScore(
                layout, found.index(), found.box(), String.format(Locale.ROOT, "box %d: %s", number, found.label()));
    }

    @Override
    public String label() {
        return name;
    }

    @Override
    public double value(float[] scores) {
        return best(scores).value();
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        Best best = best(scores);
        if (best.head() != null) {
            best.head().scores().addGradient(scores, best.candidate(), index, factor * best.overlap(), weights);
        }
    }

    private record Best(@Nullable DetectionHead head, int candidate, double overlap, double value) {}

    private Best best(float[] raw) {
        Best best = new Best(null, -1, 0, 0);
        for (DetectionHead head : layout.heads()) {
            for (int candidate = 0; candidate < head.candidates(); candidate++) {
                double overlap = box.overlap(head.box(raw, candidate));
                // a score may cost a softmax, and most candidates lie elsewhere
                double score = overlap > 0 ? head.scores().score(raw, candidate, index) : 0;
                if (overlap * score > best.value()) {
                    best = new Best(head, candidate, overlap, overlap * score);
                }
            }
        }
        return best;
    }
}
