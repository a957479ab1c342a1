package xai4j.coalition;

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

    /** What was measured on the way. */
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    /** The same with other diagnostics. */
    public Estimate with(Diagnostics other) {
        return new Estimate(values, standardErrors, other);
    }
}
