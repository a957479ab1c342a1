package xai4j.djl.train;

import java.util.ArrayList;
import java.util.List;
import xai4j.numeric.EpochSelection;

/** Counts of true against predicted classes, and the losses. */
public final class Confusion {
    private final List<String> labels;
    private final long[][] counts;
    private double loss;
    private long total;

    Confusion(List<String> labels) {
        this.labels = labels;
        this.counts = new long[labels.size()][labels.size()];
    }

    void add(int truth, int predicted) {
        counts[truth][predicted]++;
        total++;
    }

    /** Adds the losses of pictures. */
    void addLoss(double sum) {
        loss += sum;
    }

    /** Mean loss of a picture. */
    public double loss() {
        return loss / Math.max(1, total);
    }

    /** Share of pictures whose class was predicted. */
    public double accuracy() {
        return right() / (double) Math.max(1, total);
    }

    /** The same counts, and the loss, as what decides between epochs. */
    public EpochSelection.Validation validation() {
        return new EpochSelection.Validation(right(), Math.toIntExact(total), loss());
    }

    private int right() {
        long right = 0;
        for (int c = 0; c < counts.length; c++) {
            right += counts[c][c];
        }
        return Math.toIntExact(right);
    }

    /** Precision and recall of each class. */
    public List<ClassMetrics> classes() {
        List<ClassMetrics> classes = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            long pictures = 0;
            long predicted = 0;
            for (int other = 0; other < counts.length; other++) {
                pictures += counts[c][other];
                predicted += counts[other][c];
            }
            classes.add(new ClassMetrics(
                    labels.get(c), share(counts[c][c], predicted), share(counts[c][c], pictures), pictures));
        }
        return classes;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }
}
