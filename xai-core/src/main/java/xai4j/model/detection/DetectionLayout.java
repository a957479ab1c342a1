package xai4j.model.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a detector's raw outputs, laid out one after another as one row per image, are read as boxes and scores.
 *
 * @param name as in {@code --detections}: {@code yolov8}, {@code yolov5}, {@code ssd} …
 * @param heads candidates, scale by scale
 * @param labels names of the classes; possibly none
 * @param threshold least score of what counts as detected
 * @param suppression overlap from which the weaker of two boxes of one class is dropped; 1 where the model has done it
 * @param why what it was recognised by, one clause for people
 */
public record DetectionLayout(
        String name, List<DetectionHead> heads, List<String> labels, double threshold, double suppression, String why) {
    private static final int MOST = 300;

    /** Copies the lists. */
    public DetectionLayout {
        heads = List.copyOf(heads);
        labels = List.copyOf(labels);
    }

    /** The same with names of the classes. */
    public DetectionLayout withLabels(List<String> names) {
        return new DetectionLayout(name, heads, names, threshold, suppression, why);
    }

    /** The same with another least score. */
    public DetectionLayout withThreshold(double least) {
        return new DetectionLayout(name, heads, labels, least, suppression, why);
    }

    /** The same, recognised by something. */
    public DetectionLayout because(String clause) {
        return new DetectionLayout(name, heads, labels, threshold, suppression, clause);
    }

    /** Number of classes. */
    public int classes() {
        return heads.get(0).scores().count();
    }

    /** Name of a class. */
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : classes() == 1 ? "object" : "class " + index;
    }

    /**
     * The objects in an image: of each candidate its best class, where that reaches the threshold; of boxes of one class that overlap the best.
     *
     * @param raw the raw outputs for the image
     * @return at most 300, the surest first; boxes in the pixels of the model's input
     */
    public List<Detection> detect(float[] raw) {
        List<Detection> found = new ArrayList<>();
        for (DetectionHead head : heads) {
            for (int candidate = 0; candidate < head.candidates(); candidate++) {
                int best = best(head, raw, candidate);
                double score = head.scores().score(raw, candidate, best);
                if (score >= threshold) {
                    found.add(new Detection(best, label(best), score, head.box(raw, candidate)));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Detection::score).reversed());
        return suppressed(found);
    }

    private List<Detection> suppressed(List<Detection> found) {
        List<Detection> kept = new ArrayList<>();
        for (Detection candidate : found) {
            boolean free = kept.stream()
                    .noneMatch(better ->
                            better.index() == candidate.index() && better.box().overlap(candidate.box()) > suppression);
            if (free && kept.size() < MOST) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private static int best(DetectionHead head, float[] raw, int candidate) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int index = 0; index < head.scores().count(); index++) {
            double score = head.scores().score(raw, candidate, index);
            if (score > most) {
                most = score;
                best = index;
            }
        }
        return best;
    }
}
