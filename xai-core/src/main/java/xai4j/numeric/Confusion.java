package xai4j.numeric;

import java.util.ArrayList;
import java.util.List;

/** Counts of true against predicted classes, and the losses. */
public final class Confusion {
    private final List<String> labels;
    private final long[][] counts;
    private double loss;
    private long total;

    /** Nothing counted yet. */
    public Confusion(List<String> labels) {
        this.labels = List.copyOf(labels);
        this.counts = new long[labels.size()][labels.size()];
    }

    /** Counts a picture of a class that was taken for another one, or for it. */
    public void add(int truth, int predicted) {
        counts[truth][predicted]++;
        total++;
    }

    /** Adds the losses of pictures. */
    public void addLoss(double sum) {
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
    public Validation validation() {
        return new Validation(right(), Math.toIntExact(total), loss());
    }

    /** The accuracy, with the ends of its interval. */
    public WilsonInterval interval() {
        return WilsonInterval.of(right(), Math.toIntExact(total));
    }

    /** Adds what another one of the same classes has counted. */
    public void add(Confusion other) {
        for (int truth = 0; truth < counts.length; truth++) {
            for (int predicted = 0; predicted < counts.length; predicted++) {
                counts[truth][predicted] += other.counts[truth][predicted];
            }
        }
        total += other.total;
        loss += other.loss;
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
