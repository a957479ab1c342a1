package xai4j.prototype;

import java.util.Locale;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/**
 * How sure a network is of a class, beside the class that comes next: the softmax of all logits.
 *
 * @param share of the class, in [0, 1]
 * @param next label of the best of the other classes; empty where there is none
 * @param nextShare its share
 */
public record ClassShare(double share, String next, double nextShare) {
    /** The shares of a class among the logits {@code [K]}. */
    static ClassShare of(Tensor logits, int target, ModelSpec spec) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logits.size(); k++) {
            largest = Math.max(largest, logits.at(k));
        }
        double sum = 0;
        int next = -1;
        for (int k = 0; k < logits.size(); k++) {
            sum += Math.exp(logits.at(k) - largest);
            if (k != target && (next < 0 || logits.at(k) > logits.at(next))) {
                next = k;
            }
        }
        double share = Math.exp(logits.at(target) - largest) / sum;
        return next < 0
                ? new ClassShare(share, "", 0)
                : new ClassShare(share, spec.label(next), Math.exp(logits.at(next) - largest) / sum);
    }

    /** As a headline: {@code 94 %, next striped fennet 1 %}. */
    String words() {
        String own = percent(share);
        return next.isEmpty() ? own : own + ", next " + next + " " + percent(nextShare);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, part < 0.995 && part > 0.005 ? "%.0f %%" : "%.1f %%", 100 * part);
    }
}
