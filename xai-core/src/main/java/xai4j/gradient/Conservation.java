package xai4j.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.explain.Diagnostics;

/**
 * How much of the relevance that starts at a class arrives at the picture. Rules of relevance conserve it but for what biases
 * and stabilisers absorb, which can be nearly all of it in deep networks.
 */
final class Conservation {
    private static final double LEAST = 0.5;
    private static final double MOST = 2;
    private static final double TINY = 1e-12;

    private Conservation() {}

    /**
     * The share per target as the measure {@code relevance-kept}, and a verdict where it is lost or grown.
     *
     * @param values per target the relevance of each input value
     * @param starts per target the relevance that started at the class
     * @param labels what the targets are called
     * @param remedy what may help, to be said at the end; empty where nothing does
     */
    static Diagnostics of(List<double[]> values, double[] starts, List<String> labels, String remedy) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < starts.length; t++) {
            if (Math.abs(starts[t]) < TINY) {
                continue;
            }
            double kept = Arrays.stream(values.get(t)).sum() / starts[t];
            diagnostics = diagnostics.with("relevance-kept", t, starts.length, kept);
            if (kept < LEAST || kept > MOST) {
                diagnostics = diagnostics.with(verdict(labels.get(t), kept, remedy));
            }
        }
        return diagnostics;
    }

    private static String verdict(String label, double kept, String remedy) {
        return String.format(
                Locale.ROOT,
                "%s: %.3g %% of the relevance arrives at the picture, the rest is lost to biases and stabilisers; pixels can be"
                        + " compared with each other, but they do not add up to the score%s",
                label,
                100 * kept,
                remedy);
    }
}
