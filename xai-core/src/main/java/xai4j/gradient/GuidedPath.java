package xai4j.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The way of guided integrated gradients from a baseline to an image (Kapishnikov et al. 2021, algorithm 1 with the bounds of section 4.3), and
 * the attributions gathered on it. Each input goes from baseline to image and never back.
 */
final class GuidedPath {
    private static final double CLOSE = 1e-9;

    private final double[] from;
    private final double[] to;
    private final double[] x;
    private final double[] attributions;
    private final double fraction;
    private final double maxDistance;
    private final double length;

    /**
     * @param fraction share of the inputs that move at once
     * @param maxDistance how far each may be from its place on the straight way, as a share of its whole way
     */
    GuidedPath(float[] baseline, float[] image, double fraction, double maxDistance) {
        this.from = doubles(baseline);
        this.to = doubles(image);
        this.x = from.clone();
        this.attributions = new double[x.length];
        this.fraction = fraction;
        this.maxDistance = maxDistance;
        this.length = remaining();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    /** Where the way has come to. */
    double[] point() {
        return x;
    }

    double[] attributions() {
        return attributions;
    }

    /** Whether the image is reached, or was where the way began. */
    boolean isDone() {
        return length == 0;
    }

    /**
     * Goes on until a share of the whole way, as the sum of the inputs' ways, is behind.
     *
     * @param gradient at {@link #point}
     * @param share of the way to be behind, in (0, 1]
     */
    void advance(float[] gradient, double share) {
        double low = Math.max(share - maxDistance, 0);
        double high = Math.min(share + maxDistance, 1);
        double target = length * (1 - share);
        for (int j = 0; j < x.length; j++) {
            if (progress(j) < low) {
                move(j, at(j, low), gradient);
            }
        }
        double excess = remaining() - target;
        while (excess > CLOSE * Math.max(1, length)) {
            int[] chosen = smallest(gradient, high);
            double possible = Arrays.stream(chosen)
                    .mapToDouble(j -> Math.abs(at(j, high) - x[j]))
                    .sum();
            if (chosen.length == 0 || possible == 0) {
                return;
            }
            double part = Math.min(1, excess / possible);
            for (int j : chosen) {
                move(j, part == 1 ? at(j, high) : x[j] + part * (at(j, high) - x[j]), gradient);
            }
            excess = part < 1 ? 0 : remaining() - target;
        }
    }

    private void move(int j, double place, float[] gradient) {
        attributions[j] += (place - x[j]) * gradient[j];
        x[j] = place;
    }

    /** The place of an input on its straight way. */
    private double at(int j, double share) {
        return share == 1 ? to[j] : from[j] + (to[j] - from[j]) * share;
    }

    private double progress(int j) {
        return to[j] == from[j] ? 1 : (x[j] - from[j]) / (to[j] - from[j]);
    }

    private double remaining() {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += Math.abs(to[j] - x[j]);
        }
        return sum;
    }

    /** Inputs that may still move, whose gradients are among the smallest share of all inputs' (those that may not counting as infinite). */
    private int[] smallest(float[] gradient, double high) {
        double[] sizes = new double[x.length];
        Arrays.setAll(
                sizes,
                j -> x[j] == at(j, high) || progress(j) >= high ? Double.POSITIVE_INFINITY : Math.abs(gradient[j]));
        double[] sorted = sizes.clone();
        Arrays.sort(sorted);
        double threshold = sorted[(int) Math.floor(fraction * (sorted.length - 1))];
        return IntStream.range(0, sizes.length)
                .filter(j -> sizes[j] <= threshold && !Double.isInfinite(sizes[j]))
                .toArray();
    }
}
