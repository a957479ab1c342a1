package xai4j.shap.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.sampling.Combinations;
import xai4j.coalition.sampling.RowSet;
import xai4j.coalition.sampling.Strata;

/** The sampling of the {@code shap} package's KernelExplainer (0.46), with efficiency as an exact constraint. */
final class ReferenceSampler {
    private static final int TRIES_PER_SAMPLE = 4;

    private final int players;
    private final int sizes;
    private final int pairedSizes;
    private final double[] share;
    private final MaskBatch masks;
    private final double[] weights;
    private int rows;

    private ReferenceSampler(int players, int samples) {
        this.players = players;
        this.sizes = players / 2;
        this.pairedSizes = (players - 1) / 2;
        this.share = new double[sizes + 1];
        this.masks = MaskBatch.empty(players, samples);
        this.weights = new double[samples];
        double sum = 0;
        for (int s = 1; s <= sizes; s++) {
            share[s] = (s <= pairedSizes ? 2 : 1) / ((double) s * (players - s));
            sum += share[s];
        }
        for (int s = 1; s <= sizes; s++) {
            share[s] /= sum;
        }
    }

    /** Draws up to {@code samples} coalitions. */
    static ReferenceSampler draw(int players, int samples, SplittableRandom random) {
        ReferenceSampler textbook = new ReferenceSampler(players, samples);
        int enumerated = textbook.enumerate(samples);
        if (enumerated < textbook.sizes) {
            textbook.drawRest(enumerated, random);
        }
        return textbook;
    }

    MaskBatch masks() {
        return masks.slice(0, rows);
    }

    /** Values of one of several targets from the values of as many masks as were played. */
    double[] values(MaskBatch evaluated, double[] coalitionValues, int target, double[] empty, double[] gains) {
        int targets = gains.length;
        double[] cross = new double[players];
        for (int row = 0; row < evaluated.rows(); row++) {
            double rest = coalitionValues[row * targets + target]
                    - empty[target]
                    - gains[target] * evaluated.size(row) / (double) players;
            for (int player = 0; player < players; player++) {
                cross[player] += evaluated.present(row, player) ? weights[row] * rest : 0;
            }
        }
        double[] gram = RowGram.of(evaluated, Arrays.copyOf(weights, evaluated.rows()));
        return EfficientSystem.of(gram, players, evaluated.rows() < players).values(cross, gains[target]);
    }

    /** All coalitions of the outer sizes, as long as the samples reach; returns how many sizes are complete. */
    private int enumerate(int samples) {
        double left = samples;
        double remaining = 1;
        for (int s = 1; s <= sizes; s++) {
            double population = Strata.population(players, s) * (2 * s == players ? 2 : 1);
            double both = population * (s <= pairedSizes ? 2 : 1);
            if (left * share[s] / remaining < both * (1 - 1e-8) || both > left) {
                return s - 1;
            }
            left -= both;
            remaining -= share[s];
            addAll(s, share[s] / both);
        }
        return sizes;
    }

    private void addAll(int size, double weight) {
        int[] chosen = new int[size];
        Arrays.setAll(chosen, i -> i);
        do {
            for (int player : chosen) {
                masks.set(rows, player, true);
            }
            weights[rows++] = weight;
            if (size <= pairedSizes) {
                masks.setComplement(rows, masks, rows - 1);
                weights[rows++] = weight;
            }
        } while (Combinations.next(chosen, players));
    }

    /** Draws the inner sizes; a coalition drawn again counts double instead of costing a call. */
    private void drawRest(int enumerated, SplittableRandom random) {
        int fixed = rows;
        double rest = 0;
        for (int s = enumerated + 1; s <= sizes; s++) {
            rest += share[s];
        }
        RowSet seen = new RowSet(masks, weights.length);
        long tries = (long) TRIES_PER_SAMPLE * (weights.length - fixed);
        while (rows < weights.length && tries-- > 0) {
            int size = size(enumerated, random);
            Combinations.subset(masks, rows, size, random);
            int known = seen.find(rows);
            int at = known < 0 ? rows++ : known;
            weights[at]++;
            if (known < 0 && size <= pairedSizes && rows < weights.length) {
                masks.setComplement(rows, masks, at);
                seen.find(rows++);
            }
            if (size <= pairedSizes && at + 1 < rows) {
                weights[at + 1]++;
            }
        }
        double drawn = Arrays.stream(weights, fixed, rows).sum();
        for (int row = fixed; row < rows; row++) {
            weights[row] *= rest / drawn;
        }
    }

    /** A size in proportion to the kernel, which counts a pair of sizes once. */
    private int size(int enumerated, SplittableRandom random) {
        double total = 0;
        for (int s = enumerated + 1; s <= sizes; s++) {
            total += 1 / ((double) s * (players - s));
        }
        double place = random.nextDouble() * total;
        for (int s = enumerated + 1; s < sizes; s++) {
            place -= 1 / ((double) s * (players - s));
            if (place < 0) {
                return s;
            }
        }
        return sizes;
    }
}
