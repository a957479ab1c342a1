package xai4j.anchors;

import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** Samples of a game, each a coalition in which an anchor was kept on purpose and every other region by the toss of a coin, with its value. */
final class AnchorSamples {
    private static final int FIRST_CAPACITY = 512;

    private final Game game;
    private final SplittableRandom random;
    private MaskBatch masks;
    private double[] margins = new double[FIRST_CAPACITY];
    private int size;

    /**
     * Starts without samples.
     *
     * @param game one target, with values as of {@link Prediction#game}
     */
    AnchorSamples(Game game, long seed) {
        this.game = game;
        this.random = new SplittableRandom(seed);
        this.masks = MaskBatch.empty(game.players(), FIRST_CAPACITY);
    }

    int players() {
        return game.players();
    }

    /** Number of samples so far. */
    int size() {
        return size;
    }

    /** The coalitions; rows from {@link #size()} on mean nothing. */
    MaskBatch masks() {
        return masks;
    }

    /** How far the prediction was from being another one in a sample. */
    double margin(int row) {
        return margins[row];
    }

    /** Draws samples with an anchor kept; fewer, possibly none, when the budget ends. */
    Count draw(long[] anchor, int count) {
        MaskBatch batch = MaskBatch.empty(players(), count);
        for (int row = 0; row < count; row++) {
            for (int word = 0; word < batch.words(); word++) {
                batch.setWord(row, word, random.nextLong() | anchor[word]);
            }
        }
        double[] values = game.evaluate(batch);
        reserve(size + values.length);
        long successes = 0;
        for (int row = 0; row < values.length; row++) {
            masks.setRow(size, batch, row);
            margins[size++] = values[row] - Prediction.BORDER;
            successes += Prediction.holds(values[row]) ? 1 : 0;
        }
        return new Count(successes, values.length);
    }

    private void reserve(int wanted) {
        if (wanted > margins.length) {
            int capacity = Math.max(wanted, 2 * margins.length);
            margins = java.util.Arrays.copyOf(margins, capacity);
            MaskBatch larger = MaskBatch.empty(players(), capacity);
            for (int row = 0; row < size; row++) {
                larger.setRow(row, masks, row);
            }
            masks = larger;
        }
    }
}
