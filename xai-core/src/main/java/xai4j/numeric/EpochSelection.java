package xai4j.numeric;

import java.util.List;

/**
 * Which state of a training is kept, and whether it may end early. What decides are pictures that are neither trained nor tested on: an epoch that
 * is chosen on the test pictures makes their accuracy look better than it is.
 *
 * @param keep the last state, or the one that did best on the pictures held out
 * @param patience after how many epochs without a better one the training ends; 0 for never
 */
public record EpochSelection(Keep keep, int patience) {
    /** The last epoch is kept and all are trained; nothing needs to be held out. */
    public static final EpochSelection LAST = new EpochSelection(Keep.LAST, 0);

    /** States that can be kept. */
    public enum Keep {
        /** What the last epoch came to; right where the rate falls to nothing. */
        LAST,
        /** What did best on pictures held out. */
        BEST
    }

    /** Checks the patience. */
    public EpochSelection {
        if (patience < 0) {
            throw new IllegalArgumentException("a patience of " + patience + " epochs cannot be (0 for no early end)");
        }
    }

    /** Whether pictures must be held out for it. */
    public boolean needsValidation() {
        return keepsBest() || patience > 0;
    }

    /** Whether the state that did best is kept. */
    public boolean keepsBest() {
        return keep == Keep.BEST;
    }

    /**
     * The best of some epochs, the first of equal ones: more are right, or as many with a smaller loss.
     *
     * @param seen in the order of the epochs
     * @return its position; −1 for none
     */
    public static int best(List<Validation> seen) {
        int best = -1;
        for (int i = 0; i < seen.size(); i++) {
            best = best < 0 || seen.get(i).isBetterThan(seen.get(best)) ? i : best;
        }
        return best;
    }

    /** Whether the last of some epochs has the state to keep until a better one comes. */
    public boolean keepsNow(List<Validation> seen) {
        return keepsBest() && best(seen) == seen.size() - 1;
    }

    /**
     * The epoch whose state is kept.
     *
     * @param epochs one or more, in their order
     * @param seen what each came to on the pictures held out; not looked at where the last is kept
     */
    public <E> E kept(List<E> epochs, List<Validation> seen) {
        return epochs.get(keepsBest() ? best(seen) : epochs.size() - 1);
    }

    /** Whether the training ends after these epochs, though more were planned. */
    public boolean endsAfter(List<Validation> seen) {
        return patience > 0 && seen.size() - 1 - best(seen) >= patience;
    }
}
