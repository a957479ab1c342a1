package xai4j.anchors;

/**
 * Bounds on a probability that hold at all sample sizes at once, however often one looks and whenever one stops.
 *
 * <p>They come from the mixture martingale with Jeffreys' prior: a probability p stays possible while {@code B(k + ½, n − k
 * + ½) / (B(½, ½) · p^k (1 − p)^(n − k)) < 1 / δ} (Robbins 1970; Ville's inequality).
 */
final class ConfidenceSequence {
    private static final int BISECTIONS = 60;

    private ConfidenceSequence() {}

    /** The smallest probability that is still possible after k successes in n trials, with error probability δ. */
    static double lower(long k, long n, double delta) {
        if (k == 0) {
            return 0;
        }
        double limit = logBeta(k, n - k) - logBeta(0, 0) + Math.log(delta);
        double low = 0;
        double high = (double) k / n;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (logLikelihood(middle, k, n) > limit) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /** The largest probability that is still possible after k successes in n trials, with error probability δ. */
    static double upper(long k, long n, double delta) {
        return 1 - lower(n - k, n, delta);
    }

    private static double logLikelihood(double p, long k, long n) {
        return k * Math.log(p) + (n == k ? 0 : (n - k) * Math.log1p(-p));
    }

    /** log B(a + ½, b + ½). */
    private static double logBeta(long a, long b) {
        return logGamma(a + 0.5) + logGamma(b + 0.5) - logGamma(a + b + 1.0);
    }

    /** Stirling's series after shifting the argument above 8; error below 1e-12. */
    private static double logGamma(double x) {
        double shift = 0;
        double z = x;
        while (z < 8) {
            shift -= Math.log(z);
            z++;
        }
        double inverse = 1 / (z * z);
        double series =
                (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
                        / z;
        return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
    }
}
