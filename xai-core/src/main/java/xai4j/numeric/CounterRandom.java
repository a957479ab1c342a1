package xai4j.numeric;

import java.util.stream.IntStream;

/**
 * Random numbers that depend on a seed, a sample and a position only, so that they are the same in any order and batch.
 *
 * <p>Bits: the finaliser of SplitMix64 (Steele et al. 2014) over a counter. Normal numbers: Acklam's rational approximation
 * of the inverse distribution function, relative error below 1.2e-9.
 */
public final class CounterRandom {
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final double TAIL = 0.02425;
    private static final double[] A = {
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00
    };
    private static final double[] B = {
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1
    };
    private static final double[] C = {
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00
    };
    private static final double[] D = {
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1
    };

    private final long key;

    public CounterRandom(long seed, int sample) {
        this.key = mix(mix(seed + STEP) + sample * STEP);
    }

    /** Uniform in (0, 1). */
    public double uniform(int position) {
        return ((bits(position) >>> 11) + 0.5) * 0x1p-53;
    }

    /** Uniform over 0…bound−1. */
    public int below(int bound, int position) {
        return (int) (uniform(position) * bound);
    }

    /** The numbers 0…count−1 in an order drawn from all, by Fisher and Yates from the last position on; uses the positions 1…count−1. */
    public int[] permutation(int count) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = below(i + 1, i);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    /** Of the standard normal distribution. */
    public double normal(int position) {
        return quantile(uniform(position));
    }

    /** The number below which a standard normal variable lies with probability {@code p} in (0, 1). */
    static double quantile(double p) {
        if (p > 1 - TAIL) {
            return -quantile(1 - p);
        }
        if (p < TAIL) {
            double q = Math.sqrt(-2 * StrictMath.log(p));
            return polynomial(C, q) / polynomial(D, q);
        }
        double q = p - 0.5;
        double r = q * q;
        return polynomial(A, r) * q / polynomial(B, r);
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = 0;
        for (double coefficient : coefficients) {
            value = value * x + coefficient;
        }
        return value;
    }

    private long bits(int position) {
        return mix(key + (position + 1L) * STEP);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
