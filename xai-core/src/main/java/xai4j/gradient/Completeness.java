package xai4j.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.explain.Diagnostics;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.detection.BoxFunction;

/** Whether attributions sum to the score difference that they share out. */
final class Completeness {
    private static final double WORTH_SAYING = 0.05;
    private static final double TINY = 1e-12;

    private final List<double[]> values;
    private final double[] differences;

    /**
     * Compares.
     *
     * @param values per target the attributions
     * @param differences per target the score of the image minus the mean score of the baselines
     */
    Completeness(List<double[]> values, double[] differences) {
        this.values = values;
        this.differences = differences;
    }

    List<double[]> values() {
        return values;
    }

    /** Sum of the attributions minus the score difference. */
    double gap(int t) {
        return Arrays.stream(values.get(t)).sum() - differences[t];
    }

    /** The largest gap over the targets, as a share of the score difference. */
    double worst() {
        double worst = 0;
        for (int t = 0; t < differences.length; t++) {
            worst = Math.max(worst, Math.abs(gap(t)) / Math.max(TINY, Math.abs(differences[t])));
        }
        return worst;
    }

    /**
     * Whether a model's scores have derivatives that leave something out, however many steps are taken: that of a detected box's score holds the box's
     * place.
     */
    static boolean isHeld(Model model) {
        return model instanceof DerivedModel derived
                && derived.functions().stream().anyMatch(BoxFunction.class::isInstance);
    }

    /** What helps where much is missing. */
    static String remedy(Model model, String otherwise) {
        return isHeld(model) ? "its derivative holds the box's place, which more steps do not change" : otherwise;
    }

    /** The measures, and a verdict with a remedy when much is missing. */
    Diagnostics diagnostics(String remedy) {
        return diagnostics(remedy, WORTH_SAYING);
    }

    /** The same, with a verdict when more than a share is missing. */
    Diagnostics diagnostics(String remedy, double worthSaying) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < differences.length; t++) {
            diagnostics = diagnostics
                    .with("completeness-gap", t, differences.length, gap(t))
                    .with("score-difference", t, differences.length, differences[t]);
        }
        double worst = worst();
        return worst > worthSaying
                ? diagnostics.with(String.format(
                        Locale.ROOT, "the attributions miss the score difference by %.1f %%; %s", 100 * worst, remedy))
                : diagnostics;
    }
}
