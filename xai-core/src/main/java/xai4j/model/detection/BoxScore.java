package xai4j.model.detection;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The score of the detection that overlaps a box best: {@code max_c overlap(box_c, box) · score_c(class)} over all candidates c that overlap no other
 * detected object of the class more, so that of two objects that cross each keeps its own. On the image on which the box was found this is the box's
 * own score. The derivative is that of the score of the best candidate; its place is held.
 *
 * @param layout how the raw outputs are read
 * @param index class of the box
 * @param box in the pixels of the model's input
 * @param rivals boxes of the other detected objects of the class
 * @param name a name for people
 */
public record BoxScore(DetectionLayout layout, int index, BoundingBox box, List<BoundingBox> rivals, String name)
        implements BoxFunction {
    /** Copies the list. */
    public BoxScore {
        rivals = List.copyOf(rivals);
    }

    /** The score of one of the detected objects. */
    public static BoxScore of(DetectionLayout layout, List<Detection> found, int number) {
        Detection own = found.get(number);
        return new BoxScore(
                layout,
                own.index(),
                own.box(),
                IntStream.range(0, found.size())
                        .filter(other -> other != number && found.get(other).index() == own.index())
                        .mapToObj(other -> found.get(other).box())
                        .toList(),
                String.format(Locale.ROOT, "box %d: %s", number, own.label()));
    }

    @Override
    public String label() {
        return name;
    }

    @Override
    public double value(float[] scores) {
        return best(scores, 0).value();
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        Best best = best(scores, 0);
        if (best.head() != null) {
            best.head().scores().addGradient(scores, best.candidate(), index, factor * best.overlap(), weights);
        }
    }

    /** The candidate that speaks for the box; no head when there is none. */
    record Best(@Nullable DetectionHead head, int candidate, double overlap, double value) {}

    /**
     * Looks for the candidate that speaks for the box.
     *
     * @param least the least overlap that counts
     */
    Best best(float[] raw, double least) {
        Best best = new Best(null, -1, 0, 0);
        for (DetectionHead head : layout.heads()) {
            boolean scoreFirst = head.placesLast();
            for (int candidate = 0; candidate < head.candidates(); candidate++) {
                // no overlap is above 1; and where a score costs a softmax, most candidates lie elsewhere
                if (scoreFirst
                        && (head.scores().bound(raw, candidate) <= best.value()
                                || head.scores().score(raw, candidate, index) <= best.value())) {
                    continue;
                }
                BoundingBox place = head.box(raw, candidate);
                double overlap = box.overlap(place);
                double score = overlap > least ? head.scores().score(raw, candidate, index) : 0;
                if (overlap * score > best.value() && isOwn(place, overlap)) {
                    best = new Best(head, candidate, overlap, overlap * score);
                }
            }
        }
        return best;
    }

    private boolean isOwn(BoundingBox place, double overlap) {
        for (BoundingBox rival : rivals) {
            if (rival.overlap(place) > overlap) {
                return false;
            }
        }
        return true;
    }
}
