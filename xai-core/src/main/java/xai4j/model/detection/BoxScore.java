package xai4j.model.detection;

import java.util.List;
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
                "box " + number + ": " + own.label());
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
     * Looks for the candidate that speaks for the box: at first among those that count as detected, most of which are told from the others by one number, and
     * then among those that could do better.
     *
     * @param least the least overlap that counts
     */
    Best best(float[] raw, double least) {
        List<DetectionHead> told = layout.heads().stream()
                .filter(head -> head.scores().floorOfScore(layout.threshold()).table() != null)
                .toList();
        double known = best(told, raw, least, layout.threshold()).value();
        return best(layout.heads(), raw, least, known);
    }

    /** The same among candidates that score as much; the first of equal ones. */
    private Best best(List<DetectionHead> heads, float[] raw, double least, double known) {
        Best best = new Best(null, -1, 0, 0);
        for (DetectionHead head : heads) {
            boolean scoreFirst = head.placesLast();
            int end = head.candidates();
            RawFloor floor = head.scores().floorOfScore(Math.max(known, best.value()));
            for (int c = floor.next(raw, 0, end); c < end; c = floor.next(raw, c + 1, end)) {
                // no overlap is above 1; and where a score costs a softmax, most candidates lie elsewhere
                if (scoreFirst && head.scores().score(raw, c, index) <= best.value()) {
                    continue;
                }
                BoundingBox place = head.box(raw, c);
                double overlap = box.overlap(place);
                double score = overlap > least ? head.scores().score(raw, c, index) : 0;
                if (overlap * score > best.value() && isOwn(place, overlap)) {
                    best = new Best(head, c, overlap, overlap * score);
                    floor = head.scores().floorOfScore(Math.max(known, best.value()));
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
