package xai4j.coalition.sampling;

import java.util.ArrayList;
import java.util.List;

/** Shares a number of pairs of complementary coalitions out among sizes. */
public final class Strata {
    private Strata() {}

    /** How often coalitions of a size are drawn, relative to others. */
    @FunctionalInterface
    public interface Shares {
        /** Every size equally often: the leverage scores of the Shapley kernel's regression (Musco and Witter 2025). */
        Shares LEVERAGE = (size, players) -> 1;

        /** Relative number of draws of one size. */
        double of(int size, int players);
    }

    /**
     * Shares out.
     *
     * @param pairs number of pairs
     * @param shares relative number of draws of each size
     * @param start where rounding begins, in [0, 1); drawn at random it makes quotas hold on average
     */
    public static List<Stratum> share(int players, long pairs, Shares shares, double start) {
        int sizes = players / 2;
        double[] population = new double[sizes];
        double[] quota = new double[sizes];
        for (int i = 0; i < sizes; i++) {
            population[i] = population(players, i + 1);
        }
        fill(players, pairs, shares, population, quota);
        List<Stratum> strata = new ArrayList<>();
        double sum = start;
        for (int i = 0; i < sizes; i++) {
            double before = Math.floor(sum + 1e-9);
            sum += quota[i];
            int count = (int) Math.min(population[i], Math.floor(sum + 1e-9) - before);
            strata.add(new Stratum(i + 1, population[i], quota[i], count));
        }
        return strata;
    }

    /** Number of pairs of a size. */
    public static double population(int players, int size) {
        double combinations = 1;
        for (int i = 1; i <= size; i++) {
            combinations = combinations * (players - size + i) / i;
        }
        combinations = Math.rint(combinations);
        return 2 * size == players ? combinations / 2 : combinations;
    }

    /** In proportion to the shares, but no size more than it has; what such sizes leave goes to the others. */
    private static void fill(int players, long pairs, Shares shares, double[] population, double[] quota) {
        boolean[] full = new boolean[quota.length];
        double left = pairs;
        boolean changed = true;
        while (changed) {
            changed = false;
            double sum = 0;
            for (int i = 0; i < quota.length; i++) {
                sum += full[i] ? 0 : share(players, i + 1, shares);
            }
            double rest = left;
            for (int i = 0; i < quota.length; i++) {
                quota[i] = full[i] ? population[i] : rest * share(players, i + 1, shares) / sum;
                if (!full[i] && quota[i] >= population[i]) {
                    quota[i] = population[i];
                    full[i] = true;
                    left -= population[i];
                    changed = true;
                }
            }
        }
    }

    private static double share(int players, int size, Shares shares) {
        double share = shares.of(size, players);
        return 2 * size == players ? share / 2 : share;
    }
}
