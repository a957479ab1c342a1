package xai4j.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import xai4j.explain.Diagnostics;

/** Means of samples per target and input value as they come in, with what is known of their error. */
final class RunningMean {
    private final List<double[]> sums;
    private final List<double[]> squares;
    private final int[] counts;

    /**
     * Nothing yet.
     *
     * @param sums zeros per target
     * @param squares zeros per target
     */
    RunningMean(List<double[]> sums, List<double[]> squares) {
        this.sums = sums;
        this.squares = squares;
        this.counts = new int[sums.size()];
    }

    /** Adds to one value of a target. */
    void add(int t, int j, double value) {
        sums.get(t)[j] += value;
        squares.get(t)[j] += value * value;
    }

    /** Says that one sample more of a target has been added. */
    void count(int t) {
        counts[t]++;
    }

    double mean(int t, int j) {
        return sums.get(t)[j] / counts[t];
    }

    double meanSquare(int t, int j) {
        return squares.get(t)[j] / counts[t];
    }

    /** Means per target. */
    List<double[]> means() {
        List<double[]> means = new ArrayList<>();
        for (int t = 0; t < counts.length; t++) {
            double[] mean = new double[sums.get(t).length];
            for (int j = 0; j < mean.length; j++) {
                mean[j] = mean(t, j);
            }
            means.add(mean);
        }
        return means;
    }

    /** The largest standard error of a mean as a share of the largest mean, over all targets; not a number where there are no two samples. */
    private double relativeError() {
        double worst = 0;
        for (int t = 0; t < counts.length; t++) {
            double largest = 0;
            double error = 0;
            for (int j = 0; j < sums.get(t).length; j++) {
                double mean = mean(t, j);
                double variance = Math.max(0, meanSquare(t, j) - mean * mean) / (counts[t] - 1);
                largest = Math.max(largest, Math.abs(mean));
                error = Math.max(error, Math.sqrt(variance));
            }
            worst = Math.max(worst, error == 0 ? 0 : error / largest);
        }
        return worst;
    }

    /**
     * How many samples were taken and how far their means may be off, with a verdict when time took some away.
     *
     * @param wanted samples per target
     * @param what the samples are
     */
    Diagnostics diagnostics(int wanted, String what) {
        int fewest = Integer.MAX_VALUE;
        for (int count : counts) {
            fewest = Math.min(fewest, count);
        }
        double error = relativeError();
        Diagnostics measured = Diagnostics.NONE.with("samples", fewest);
        measured = Double.isNaN(error) ? measured : measured.with("relative-error", error);
        if (fewest == wanted) {
            return measured;
        }
        String known = Double.isNaN(error)
                ? "how far that is off is not known"
                : String.format(Locale.ROOT, "the standard error is up to %.2g of the largest value", error);
        return measured.with("stopped by max-seconds after " + fewest + " of " + wanted + " " + what + ": " + known);
    }
}
