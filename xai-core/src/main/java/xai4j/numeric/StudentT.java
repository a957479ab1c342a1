package xai4j.numeric;

import org.apache.commons.statistics.distribution.TDistribution;

/** Student's distribution, for error bars that rest on few samples. */
public final class StudentT {
    /** Number of standard errors on either side of a value that its 95 % interval is made of. */
    public static final double INTERVAL = 1.959963984540054;

    private static final double OUTSIDE_ON_ONE_SIDE = 0.025;
    private static final double MANY = 100;

    private StudentT() {}

    /**
     * By how much a standard error is enlarged so that ± 1.96 of it is the 95 % interval although the error itself was estimated: {@code t₀.₉₇₅(ν) /
     * 1.96}. Beyond 100 degrees of freedom by the first terms of the expansion in 1/ν (Abramowitz and Stegun, 26.7.5), whose error is below 1e-7
     * there.
     *
     * @param degreesOfFreedom ν, samples beyond the parameters that were fitted; at least 1
     * @throws IllegalArgumentException if there are fewer
     */
    public static double inflation(double degreesOfFreedom) {
        if (!(degreesOfFreedom >= 1)) {
            throw new IllegalArgumentException(
                    "an error cannot be estimated with " + degreesOfFreedom + " degrees of freedom");
        }
        if (degreesOfFreedom <= MANY) {
            return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(OUTSIDE_ON_ONE_SIDE) / INTERVAL;
        }
        double z = INTERVAL * INTERVAL;
        double first = (z + 1) / 4;
        double second = (5 * z * z + 16 * z + 3) / 96;
        double third = (3 * z * z * z + 19 * z * z + 17 * z - 15) / 384;
        double small = 1 / degreesOfFreedom;
        return 1 + small * (first + small * (second + small * third));
    }
}
