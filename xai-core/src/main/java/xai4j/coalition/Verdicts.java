package xai4j.coalition;

import java.util.Arrays;
import java.util.Locale;
import xai4j.explain.Diagnostics;

/** What a person must know before looking at attributions of regions. */
final class Verdicts {
    /** A score that moves less than this part of itself when everything is hidden rests on nothing that was hidden. */
    private static final double MOVED = 0.1;

    private Verdicts() {}

    /** Adds the verdicts that hold for any method. */
    static Diagnostics add(Diagnostics diagnostics, double[][] values, PerturbationRun run) {
        Diagnostics result = diagnostics;
        if (values[0].length == 1) {
            result = result.with("there is only one region: nothing can be told apart; choose a finer segmentation");
        }
        for (int t = 0; t < values.length; t++) {
            String label = run.targets().get(t).label();
            double full = run.targets().get(t).score();
            double empty = empty(diagnostics, t);
            boolean constant = Arrays.stream(values[t]).allMatch(value -> value == 0);
            String odd = constant ? ConstantScore.reason(run, t) : "";
            if (odd.isEmpty() && Math.abs(full - empty) < MOVED * Math.abs(full)) {
                result = result.with(String.format(
                        Locale.ROOT,
                        "with every region hidden the score of %s is %.4g, with none %.4g: this fill hides nothing that the"
                                + " model needs; choose another, such as grey or blur",
                        label,
                        empty,
                        full));
            }
            if (constant) {
                result = result.with("no region changes the score of " + label + odd);
            } else if (Arrays.stream(values[t]).allMatch(value -> value <= 0)) {
                result = result.with("no positive evidence for " + label);
            }
        }
        if (run.tracker().stoppedEarly()) {
            result = result.with("stopped by the budget after " + run.tracker().evaluations() + " evaluations");
        }
        return result;
    }

    /** The score with every region hidden, as measured or as the surrogate has it; not a number where nobody knows. */
    private static double empty(Diagnostics diagnostics, int target) {
        double surrogate = diagnostics.measure("intercept", target).orElse(Double.NaN);
        return diagnostics.measure("empty-score", target).orElse(surrogate);
    }
}
