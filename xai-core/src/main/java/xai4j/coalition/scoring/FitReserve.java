package xai4j.coalition.scoring;

import java.util.Locale;

/**
 * Time for the fit that follows the last model call, foretold by rehearsing it on few players and coalitions, so that a limit on time holds for both
 * together. Costs nothing where time is not limited.
 */
public final class FitReserve {
    /** Fits that take milliseconds and need no rehearsal. */
    private static final int SMALL_PLAYERS = 64;

    private static final int SMALL_ROWS = 5_000;
    private static final int FEW_PLAYERS = 96;
    private static final double PART_FOR_REHEARSALS = 0.05;
    private static final int REHEARSALS = 3;
    private static final double NANOS = 1e9;

    /** Part of the time left that rows may take to be drawn and fitted. */
    private static final double PART_FOR_ROWS = 0.3;

    /** Part of the time left beyond which a fit leaves too little for the model. */
    private static final double MOST = 0.8;

    /** Machines that are busy, and matrices that leave the cache. */
    private static final double SAFETY = 1.5;

    private FitReserve() {}

    /** Draws and fits made-up values. */
    @FunctionalInterface
    public interface Fit {
        /** Does it for so many players and rows. */
        void rehearse(int players, int rows);
    }

    /**
     * Keeps time for a fit whose work is a part in M³ for M players and one in M² for each row, and says how many rows can be fitted.
     *
     * @param rows rows that are wanted
     * @return rows that time allows, whatever the model takes
     * @throws IllegalArgumentException if the fit alone would take nearly all of the time
     */
    public static long keep(BudgetTracker tracker, int players, long rows, Fit fit) {
        if (!tracker.budget().isTimed() || (players <= SMALL_PLAYERS && rows <= SMALL_ROWS)) {
            return rows;
        }
        int few = Math.min(players, FEW_PLAYERS);
        int fewRows = (int) Math.max(2, Math.min(rows, 2L * few));
        double seconds = SAFETY * rehearsed(tracker, few, fewRows, fit);
        double growth = (double) players / few;
        double fixed = seconds * growth * growth * growth;
        double perRow = seconds * growth * growth / fewRows;
        double left = tracker.nanosLeft() / NANOS;
        if (fixed > MOST * left) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the budget is too small: of %.2g seconds left the fit over %d regions alone may take %.2g; allow more time"
                            + " (max-seconds) or choose a coarser segmentation",
                    Math.max(0, left),
                    players,
                    fixed));
        }
        long possible = (long) Math.max(2, PART_FOR_ROWS * (left - fixed) / perRow);
        long allowed = Math.min(rows, possible);
        if (allowed < rows) {
            tracker.cutShort();
        }
        tracker.keep((long) (NANOS * Math.min(MOST * left, fixed + allowed * perRow)));
        return allowed;
    }

    /** The quickest of some rehearsals, the first of which is slow in a young program, as far as a small part of the time allows them. */
    private static double rehearsed(BudgetTracker tracker, int players, int rows, Fit fit) {
        long best = Long.MAX_VALUE;
        double enough = tracker.nanosLeft() * (1 - PART_FOR_REHEARSALS);
        for (int i = 0; i == 0 || (i < REHEARSALS && tracker.nanosLeft() > enough); i++) {
            long start = System.nanoTime();
            fit.rehearse(players, rows);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best / NANOS;
    }
}
