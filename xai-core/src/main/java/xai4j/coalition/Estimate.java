package xai4j.coalition;

import java.util.Arrays;
import java.util.Optional;
import xai4j.explain.Diagnostics;

/** What a method found out about a game. */
public final class Estimate {
    private final double[][] values;
    private final Optional<double[][]> standardErrors;
    private final Diagnostics diagnostics;

    private Estimate(double[][] values, Optional<double[][]> standardErrors, Diagnostics diagnostics) {
        this.values = values;
        this.standardErrors = standardErrors;
        this.diagnostics = diagnostics;
    }

    /** An estimate without error bars. */
    public static Estimate of(double[][] values, Diagnostics diagnostics) {
        return new Estimate(values, Optional.empty(), diagnostics);
    }

    /** An estimate with error bars. */
    public static Estimate of(double[][] values, double[][] standardErrors, Diagnostics diagnostics) {
        return new Estimate(values, Optional.of(standardErrors), diagnostics);
    }

    /** What the players are worth: {@code [T][M]}. */
    public double[][] values() {
        return values;
    }

    /** Standard errors {@code [T][M]}, when the method knows them. */
    public Optional<double[][]> standardErrors() {
        return standardErrors;
    }

    /**
     * Largest standard error over the largest absolute value, the worst of all targets; NaN without standard errors, infinite where a value of
     * zero is uncertain.
     */
    public double relativeError() {
        return standardErrors.map(this::relativeError).orElse(Double.NaN);
    }

    private double relativeError(double[][] errors) {
        double worst = 0;
        for (int t = 0; t < values.length; t++) {
            double largest = Arrays.stream(values[t]).map(Math::abs).max().orElse(0);
            double error = Arrays.stream(errors[t]).max().orElse(0);
            worst = Math.max(worst, error == 0 ? 0 : error / largest);
        }
        return worst;
    }

    /** What was measured on the way. */
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    /** The same with other diagnostics. */
    public Estimate with(Diagnostics other) {
        return new Estimate(values, standardErrors, other);
    }
}
