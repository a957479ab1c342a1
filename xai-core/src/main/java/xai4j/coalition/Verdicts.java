package xai4j.coalition;

import java.util.Arrays;
import xai4j.explain.Diagnostics;

/** What a person must know before looking at attributions of regions. */
final class Verdicts {
    private Verdicts() {}

    /** Adds the verdicts that hold for any method. */
    static Diagnostics add(Diagnostics diagnostics, double[][] values, Trial trial) {
        Diagnostics result = diagnostics;
        if (values[0].length == 1) {
            result = result.with("there is only one region: nothing can be told apart; choose a finer segmentation");
        }
        for (int t = 0; t < values.length; t++) {
            String label = trial.targets().get(t).label();
            if (Arrays.stream(values[t]).allMatch(value -> value == 0)) {
                result = result.with("no region changes the score of " + label);
            } else if (Arrays.stream(values[t]).allMatch(value -> value <= 0)) {
                result = result.with("no positive evidence for " + label);
            }
        }
        if (trial.meter().stoppedEarly()) {
            result = result.with("stopped by the budget after " + trial.meter().evaluations() + " evaluations");
        }
        return result;
    }
}
