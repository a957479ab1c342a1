package xai4j.shap.kernel;

import java.util.List;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.Moments;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.sampling.Stratum;
import xai4j.numeric.LassoPath;
import xai4j.numeric.StudentT;

/**
 * KernelSHAP's weighted least squares from pairs of complementary coalitions, with efficiency as an exact constraint.
 *
 * <p>For a pair only half the difference of the two values matters: {@code (v(S) − v(S̄))/2 = φᵀ(z − ½)} plus error. With {@code φ =
 * Δ/M + ψ} and {@code Σψ = 0} the constraint disappears: ψ solves {@code A ψ = b}, where A and b are the weighted moments with the mean over
 * players taken out of every z.
 */
final class PairedRegression {
    private static final int PAIRS_PER_PLAYER_THAT_ARE_MANY = 10;

    private static final int LEAST_FREEDOM = 4;
    private static final double LEVERAGE_EXPONENT = 0.6;
    private static final double SMALLEST_REST = 1e-9;

    private final MaskBatch pairs;
    private final int players;
    private final int targets;
    private final double[] weightOfSize;
    private final double[] unseenOfSize;
    private final double[] differences;
    private final double[] gains;
    private final double[][] settled;
    private final double[][] leftOut;
    private final Moments moments;
    private final EfficientSystem system;

    /**
     * Sets up.
     *
     * @param pairs the smaller coalition of each pair
     * @param coalitionValues {@code [2n, T]}: of each coalition followed by its complement
     * @param gains {@code v(all) − v(none)} per target
     * @param strata how pairs were drawn
     * @param adjusted whether interactions of three players are found and settled first
     */
    PairedRegression(
            MaskBatch pairs, double[] coalitionValues, double[] gains, List<Stratum> strata, boolean adjusted) {
        this.pairs = pairs;
        this.players = pairs.players();
        this.targets = gains.length;
        this.gains = gains.clone();
        this.settled = new double[targets][players];
        this.leftOut = new double[targets][0];
        this.weightOfSize = new double[players + 1];
        this.unseenOfSize = new double[players + 1];
        weigh(strata);
        this.differences = differences(coalitionValues);
        Moments plain = Moments.of(pairs, weightOfSize, differences, targets);
        this.system = EfficientSystem.of(plain.gram(), players, pairs.rows() < players - 1);
        boolean settles = adjusted && OddInteractions.suits(pairs) && !isComplete();
        for (int t = 0; settles && t < targets; t++) {
            settle(t, coalitionValues, system.values(plain.cross(t), gains[t]));
        }
        this.moments = settles ? Moments.of(pairs, weightOfSize, differences, targets) : plain;
    }

    /** Takes out of a target's differences and gain what interactions of three players add to them, and notes what these are worth. */
    private void settle(int target, double[] coalitionValues, double[] values) {
        double[] odd = new double[pairs.rows()];
        double[] even = new double[pairs.rows()];
        for (int row = 0; row < odd.length; row++) {
            double value = coalitionValues[2 * row * targets + target];
            double complement = coalitionValues[(2 * row + 1) * targets + target];
            odd[row] = (value - complement) / 2;
            even[row] = (value + complement) / 2;
        }
        OddInteractions found = OddInteractions.fit(pairs, odd, even, gains[target], values);
        double[] taken = found.differences();
        double gain = found.gain();
        for (int row = 0; row < odd.length; row++) {
            differences[row * targets + target] -= taken[row] - gain * (pairs.size(row) / (double) players - 0.5);
        }
        gains[target] -= gain;
        settled[target] = found.values();
        leftOut[target] = found.leftOut();
    }

    /**
     * Shapley kernel over probability of being drawn: {@code 1/(s(M−s))} over the number of pairs drawn of that size, up to a constant. Where
     * a size was not reached, expected numbers take the place of real ones.
     */
    private void weigh(List<Stratum> strata) {
        int[] drawn = new int[players + 1];
        for (int row = 0; row < pairs.rows(); row++) {
            drawn[pairs.size(row)]++;
        }
        double quotas = strata.stream().mapToDouble(Stratum::quota).sum();
        boolean all = strata.stream().allMatch(stratum -> drawn[stratum.size()] > 0);
        for (Stratum stratum : strata) {
            int s = stratum.size();
            double count = all ? drawn[s] : stratum.quota() * pairs.rows() / quotas;
            double halves = 2 * s == players ? 0.5 : 1;
            weightOfSize[s] = count == 0 ? 0 : halves / ((double) s * (players - s) * count);
            unseenOfSize[s] = Math.max(0, 1 - drawn[s] / stratum.population());
        }
    }

    /** {@code (v(S) − v(S̄))/2} minus what equal shares of the gain explain, {@code [n, T]}. */
    private double[] differences(double[] coalitionValues) {
        double[] result = new double[pairs.rows() * targets];
        for (int i = 0; i < result.length; i++) {
            int row = i / targets;
            int t = i % targets;
            double half = (coalitionValues[2 * row * targets + t] - coalitionValues[(2 * row + 1) * targets + t]) / 2;
            result[i] = half - gains[t] * (pairs.size(row) / (double) players - 0.5);
        }
        return result;
    }

    /** Shapley values of a target; they sum to its gain. */
    double[] values(int target) {
        double[] values = system.values(moments.cross(target), gains[target]);
        for (int player = 0; player < players; player++) {
            values[player] += settled[target][player];
        }
        return values;
    }

    /**
     * Shapley values of a target under the condition that all but a number of players are worth nothing; which these are, a lasso path says.
     */
    double[] values(int target, int features) {
        int[] chosen = LassoPath.select(
                EfficientSystem.projected(moments.gram(), players).data,
                EfficientSystem.projected(moments.cross(target)),
                features);
        double[] values = new double[players];
        int n = chosen.length;
        if (n == 0) {
            return values;
        }
        double[] gram = new double[n * n];
        double[] cross = new double[n];
        for (int a = 0; a < n; a++) {
            int i = chosen[a];
            cross[a] = moments.cross(target)[i] + gains[target] * equalShares(i);
            for (int b = 0; b < n; b++) {
                gram[a * n + b] = moments.gram()[i * players + chosen[b]];
                cross[a] -= gains[target] / n * (gram[a * n + b] - moments.linear()[i] / 2);
            }
        }
        double[] own = EfficientSystem.of(gram, n, pairs.rows() < n - 1).values(cross, gains[target]);
        for (int a = 0; a < n; a++) {
            values[chosen[a]] = own[a];
        }
        return values;
    }

    /** {@code Σ w z (s/M − ½)}: what equal shares of a gain of one add to a player's moment. */
    private double equalShares(int player) {
        double sum = 0;
        for (int j = 0; j < players; j++) {
            sum += moments.gram()[player * players + j];
        }
        return sum / players - moments.linear()[player] / 2;
    }

    /**
     * Whether standard errors can be had: some more pairs than parameters, or nothing left to chance because every pair of every size was seen. A
     * residual of a fit that goes through nearly all points says nothing about the others.
     */
    boolean hasErrors() {
        return degreesOfFreedom() >= LEAST_FREEDOM || isComplete();
    }

    private int degreesOfFreedom() {
        return pairs.rows() - (players - 1);
    }

    private boolean isComplete() {
        for (int row = 0; row < pairs.rows(); row++) {
            if (unseenOfSize[pairs.size(row)] > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Standard errors over draws, of which ± 1.96 are the 95 % interval: {@code A⁺ (Σ w² e² z zᵀ) A⁺}, the contribution of each size reduced by the
     * part of it that was drawn, residuals e enlarged for what the fit took from them, and all by Student's quantile.
     *
     * <p>Where pairs are few a residual is divided by {@code (1 − h)^0.6}, h being its leverage: between 0.5, which has no bias when errors are
     * alike (HC2, MacKinnon and White 1985), and 1 (HC3). Rare sizes have both larger leverage and larger errors; with 0.6, intervals of games of 12
     * to 60 players cover their values in 93 to 97 % of all cases. Where pairs are many the mean enlargement is as good and costs nothing. Where interactions
     * were settled, errors are those of each pair foretold by all others: what was found by chance in a pair does not make it certain.
     */
    double[] standardErrors(int target, double[] values) {
        if (isComplete()) {
            return new double[players];
        }
        if (leftOut[target].length > 0) {
            return standardErrors(leftOut[target]);
        }
        int n = pairs.rows();
        boolean few = n < PAIRS_PER_PLAYER_THAT_ARE_MANY * players;
        double[] factors = new double[n];
        double mean = gains[target] / players;
        for (int row = 0; row < n; row++) {
            int size = pairs.size(row);
            double fitted = 0;
            for (int word = 0; word < pairs.words(); word++) {
                for (long rest = pairs.word(row, word); rest != 0; rest &= rest - 1) {
                    fitted += values[word * Long.SIZE + Long.numberOfTrailingZeros(rest)] - mean;
                }
            }
            double error = weightOfSize[size] * (differences[row * targets + target] - fitted);
            factors[row] = unseenOfSize[size] * error * error * (few ? enlargement(row) : 1);
        }
        double student = StudentT.inflation(degreesOfFreedom());
        double inflation = student * student * (few ? 1 : n / (double) degreesOfFreedom());
        return system.standardErrors(RowGram.of(pairs, factors), inflation);
    }

    private double[] standardErrors(double[] errors) {
        double[] factors = new double[errors.length];
        for (int row = 0; row < factors.length; row++) {
            int size = pairs.size(row);
            double error = weightOfSize[size] * errors[row];
            factors[row] = unseenOfSize[size] * error * error;
        }
        double student = StudentT.inflation(degreesOfFreedom());
        return system.standardErrors(RowGram.of(pairs, factors), student * student);
    }

    private double enlargement(int row) {
        double leverage = weightOfSize[pairs.size(row)] * system.form(pairs, row);
        return Math.pow(Math.max(SMALLEST_REST, 1 - leverage), -2 * LEVERAGE_EXPONENT);
    }
}
