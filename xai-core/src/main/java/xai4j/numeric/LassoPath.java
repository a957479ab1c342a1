package xai4j.numeric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The solutions of a lasso for all strengths of its penalty, from moments, by least angle regression (Efron et al. 2004): used to choose
 * players.
 */
public final class LassoPath {
    private static final double ROUNDING = 1e-12;

    private final int players;
    private final double[] gram;
    private final double[] correlations;
    private final double[] beta;
    private final List<Integer> active = new ArrayList<>();

    private LassoPath(double[] gram, double[] cross) {
        this.players = cross.length;
        this.gram = gram;
        this.correlations = cross.clone();
        this.beta = new double[players];
    }

    /**
     * The players of the last solution on the path that has at most so many; ascending.
     *
     * @param gram centred {@code Zᵀ W Z}, {@code [M, M]}
     * @param cross centred {@code Zᵀ W y}
     */
    public static int[] select(double[] gram, double[] cross, int wanted) {
        return new LassoPath(gram, cross).run(wanted);
    }

    private int[] run(int wanted) {
        int[] best = new int[0];
        double start = largest();
        int dropped = -1;
        for (int step = 0; step < 8 * players && largest() > ROUNDING * start; step++) {
            if (dropped < 0) {
                join();
            }
            dropped = advance();
            int[] nonZero =
                    IntStream.range(0, players).filter(i -> beta[i] != 0).toArray();
            if (nonZero.length <= wanted) {
                best = nonZero;
            }
            if (dropped < 0 && active.size() == players) {
                return best;
            }
        }
        return best;
    }

    private double largest() {
        double largest = 0;
        for (double correlation : correlations) {
            largest = Math.max(largest, Math.abs(correlation));
        }
        return largest;
    }

    /** Adds the most correlated player that is not in yet. */
    private void join() {
        int best = -1;
        for (int i = 0; i < players; i++) {
            if (!active.contains(i) && (best < 0 || Math.abs(correlations[i]) > Math.abs(correlations[best]))) {
                best = i;
            }
        }
        if (best >= 0) {
            active.add(best);
        }
    }

    /** Goes on until another player is as correlated, or a coefficient becomes zero; returns the player dropped, or −1. */
    private int advance() {
        int n = active.size();
        DMatrixRMaj system = new DMatrixRMaj(n, n);
        DMatrixRMaj signs = new DMatrixRMaj(n, 1);
        double level = 0;
        for (int a = 0; a < n; a++) {
            signs.data[a] = Math.signum(correlations[active.get(a)]);
            level = Math.max(level, Math.abs(correlations[active.get(a)]));
            for (int b = 0; b < n; b++) {
                system.data[a * n + b] = gram[active.get(a) * players + active.get(b)];
            }
            system.data[a * n + a] *= 1 + ROUNDING;
        }
        DMatrixRMaj direction = new DMatrixRMaj(n, 1);
        if (!CommonOps_DDRM.solve(system, signs, direction)) {
            java.util.Arrays.fill(correlations, 0);
            return -1;
        }
        double[] slope = new double[players];
        for (int i = 0; i < players; i++) {
            for (int a = 0; a < n; a++) {
                slope[i] += gram[i * players + active.get(a)] * direction.data[a];
            }
        }
        double step = stepToJoin(slope, level);
        int dropped = -1;
        for (int a = 0; a < n; a++) {
            double zero = -beta[active.get(a)] / direction.data[a];
            if (zero > ROUNDING * level && zero < step) {
                step = zero;
                dropped = a;
            }
        }
        for (int a = 0; a < n; a++) {
            beta[active.get(a)] += step * direction.data[a];
        }
        for (int i = 0; i < players; i++) {
            correlations[i] -= step * slope[i];
        }
        if (dropped >= 0) {
            beta[active.get(dropped)] = 0;
            return active.remove(dropped);
        }
        return -1;
    }

    private double stepToJoin(double[] slope, double level) {
        double step = level;
        for (int i = 0; i < players; i++) {
            if (!active.contains(i)) {
                for (double candidate : new double[] {
                    (level - correlations[i]) / (1 - slope[i]), (level + correlations[i]) / (1 + slope[i])
                }) {
                    if (candidate > ROUNDING * level && candidate < step) {
                        step = candidate;
                    }
                }
            }
        }
        return step;
    }
}
