package xai4j.coalition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import xai4j.explain.Diagnostics;

/** What a method found out about a game. */
public final class Estimate {
    private final double[][] values;
    private final Optional<double[][]> standardErrors;
    private final Diagnostics diagnostics;
    private final List<Word> words;

    /** A verdict that belongs to one target. */
    private record Word(int target, String verdict) {}

    private Estimate(
            double[][] values, Optional<double[][]> standardErrors, Diagnostics diagnostics, List<Word> words) {
        this.values = values;
        this.standardErrors = standardErrors;
        this.diagnostics = diagnostics;
        this.words = List.copyOf(words);
    }

    /** An estimate without error bars. */
    public static Estimate of(double[][] values, Diagnostics diagnostics) {
        return new Estimate(values, Optional.empty(), diagnostics, List.of());
    }

    /** An estimate with error bars. */
    public static Estimate of(double[][] values, double[][] standardErrors, Diagnostics diagnostics) {
        return new Estimate(values, Optional.of(standardErrors), diagnostics, List.of());
    }

    /** Values of the players: {@code [T][M]}. */
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

    /** What was measured on the way; a verdict of one of several targets names its position, since a game has no labels. */
    public Diagnostics diagnostics() {
        return diagnostics(target -> values.length == 1 ? "" : "target " + target + ": ");
    }

    /**
     * The same with targets called by their labels.
     *
     * @param labels one per target
     */
    public Diagnostics diagnostics(List<String> labels) {
        return diagnostics(target -> labels.get(target) + ": ");
    }

    private Diagnostics diagnostics(IntFunction<String> names) {
        Diagnostics all = diagnostics;
        for (Word word : words) {
            all = all.with(names.apply(word.target()) + word.verdict());
        }
        return all;
    }

    /** The same with other diagnostics of all targets. */
    public Estimate with(Diagnostics other) {
        return new Estimate(values, standardErrors, other, words);
    }

    /** The same with a verdict that belongs to one target. */
    public Estimate about(int target, String verdict) {
        List<Word> more = new ArrayList<>(words);
        more.add(new Word(target, verdict));
        return new Estimate(values, standardErrors, diagnostics, more);
    }
}
