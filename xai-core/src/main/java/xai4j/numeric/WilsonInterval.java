package xai4j.numeric;

import java.util.Locale;

/**
 * Where a share lies of which some trials were seen (Wilson 1927, 95 %). It keeps its promise for few trials and for shares near 0 and 1,
 * which the normal approximation does not.
 *
 * @param successes how many trials came out so
 * @param trials how many there were
 * @param low lower end, in [0, 1]
 * @param high upper end, in [0, 1]
 */
public record WilsonInterval(int successes, int trials, double low, double high) {
    private static final double Z = 1.959963984540054;

    /**
     * The interval.
     *
     * @throws IllegalArgumentException if there are no trials, or more successes than trials
     */
    public static WilsonInterval of(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " successes in " + trials + " trials cannot be");
        }
        double share = successes / (double) trials;
        double spread = Z * Z / trials;
        double centre = (share + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt(share * (1 - share) / trials + spread / (4 * trials));
        return new WilsonInterval(
                successes,
                trials,
                successes == 0 ? 0 : Math.max(0, centre - half),
                successes == trials ? 1 : Math.min(1, centre + half));
    }

    /** The share that was seen, in [0, 1]. */
    public double share() {
        return successes / (double) trials;
    }

    /** In words: {@code 80.0 % (71.1 to 86.7; 80 of 100)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f to %.1f; %d of %d)",
                100 * share(),
                100 * low,
                100 * high,
                successes,
                trials);
    }
}
