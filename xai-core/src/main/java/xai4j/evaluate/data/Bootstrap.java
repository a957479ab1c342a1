package xai4j.evaluate.data;

import java.util.Arrays;
import xai4j.numeric.CounterRandom;

/** Intervals of means over pictures by drawing pictures again (percentile bootstrap), and whether paired differences are more than chance. */
final class Bootstrap {
    private static final int RESAMPLES = 2000;
    private static final int FLIPS = 9999;
    private static final int EXACT = 13;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** The interval that holds 95 % of the means of as many pictures drawn with replacement; NaN for fewer than two. */
    static Interval mean(long seed, double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (values.length < 2) {
            return new Interval(mean, Double.NaN, Double.NaN);
        }
        double[] means = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            CounterRandom random = new CounterRandom(seed, resample);
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.below(values.length, i)];
            }
            means[resample] = sum / values.length;
        }
        Arrays.sort(means);
        return new Interval(mean, quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The probability that a mean at least as far from 0 comes about when each difference might as well have the other sign: exactly for few
     * differences, by drawing signs for many.
     */
    static double signFlip(long seed, double... differences) {
        double observed = Math.abs(Arrays.stream(differences).sum()) * (1 - 1e-12);
        int count = differences.length;
        boolean exact = count <= EXACT;
        int all = exact ? 1 << count : FLIPS;
        int asFar = exact ? 0 : 1;
        for (int flip = 0; flip < all; flip++) {
            CounterRandom random = new CounterRandom(seed, flip);
            double sum = 0;
            for (int i = 0; i < count; i++) {
                boolean other = exact ? (flip >> i & 1) == 1 : random.uniform(i) < 0.5;
                sum += other ? -differences[i] : differences[i];
            }
            asFar += Math.abs(sum) >= observed ? 1 : 0;
        }
        return (double) asFar / (exact ? all : all + 1);
    }
}
