package xai4j.anchors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/**
 * All samples drawn so far, each remembered with the regions that were kept on purpose; estimates any anchor from those
 * that are fair for it.
 *
 * <p>A sample drawn with the regions C kept is a fair draw for an anchor A when C ⊆ A and A happens to be kept: given A, the
 * other regions are independent coin tosses either way. So samples are shared between anchors and few calls suffice.
 */
final class Candidates {
    private final Game game;
    private final SplittableRandom random;
    private final List<long[]> kept = new ArrayList<>();
    private final List<long[]> forced = new ArrayList<>();
    private final List<Boolean> holds = new ArrayList<>();

    /**
     * Starts without samples.
     *
     * @param game one target, of value 1 where the class stays on top and 0 where it does not
     */
    Candidates(Game game, long seed) {
        this.game = game;
        this.random = new SplittableRandom(seed);
    }

    int players() {
        return game.players();
    }

    /** A count of trials and of those in which the class stayed on top. */
    record Count(long successes, long trials) {
        double mean() {
            return trials == 0 ? 0.5 : (double) successes / trials;
        }

        Count plus(Count other) {
            return new Count(successes + other.successes, trials + other.trials);
        }
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
        long successes = 0;
        for (int row = 0; row < values.length; row++) {
            long[] words = new long[batch.words()];
            for (int word = 0; word < words.length; word++) {
                words[word] = batch.word(row, word);
            }
            kept.add(words);
            forced.add(anchor);
            holds.add(values[row] > 0.5);
            successes += values[row] > 0.5 ? 1 : 0;
        }
        return new Count(successes, values.length);
    }

    /** Number of samples so far. */
    int size() {
        return kept.size();
    }

    /** What the samples so far say of an anchor. */
    Count count(long[] anchor) {
        return count(anchor, 0);
    }

    /** What the samples from a number on say of an anchor. */
    Count count(long[] anchor, int from) {
        long successes = 0;
        long trials = 0;
        for (int i = from; i < kept.size(); i++) {
            if (contains(kept.get(i), anchor) && contains(anchor, forced.get(i))) {
                trials++;
                successes += holds.get(i) ? 1 : 0;
            }
        }
        return new Count(successes, trials);
    }

    private static boolean contains(long[] outer, long[] inner) {
        for (int word = 0; word < inner.length; word++) {
            if ((inner[word] & ~outer[word]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The anchor without regions. */
    long[] none() {
        return new long[MaskBatch.words(players())];
    }

    /** All anchors with one region more than one of the given ones, each once, in ascending order. */
    List<long[]> extensions(List<long[]> anchors) {
        List<long[]> extended = new ArrayList<>();
        for (long[] anchor : anchors) {
            for (int player = 0; player < players(); player++) {
                long[] larger = anchor.clone();
                larger[player >> 6] |= 1L << player;
                if (!Arrays.equals(larger, anchor)
                        && extended.stream().noneMatch(known -> Arrays.equals(known, larger))) {
                    extended.add(larger);
                }
            }
        }
        return extended;
    }
}
