package xai4j.evaluate.complexity;

import java.util.Arrays;
import java.util.List;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricCard.Better;
import xai4j.evaluate.MetricProvider;
import xai4j.evaluate.UndefinedMetricException;

/** How few places explanations need, by the magnitudes of their own positions or regions. */
public final class ComplexityMetrics implements MetricProvider {
    private static final String WRONG = "whether the few places are the right ones";

    @Override
    public List<Metric> metrics() {
        return List.of(
                new MagnitudeMetric(
                        card(
                                        "sparseness",
                                        "Gini index of the magnitudes: 0 when all are equal, near 1 when few hold everything",
                                        1,
                                        Better.HIGHER)
                                .from("Chalasani et al. 2020"),
                        (magnitudes, eps) -> gini(magnitudes),
                        "gini"),
                new MagnitudeMetric(
                        card(
                                        "entropy",
                                        "entropy of the shares of the magnitudes, in nats: 0 when one place holds everything",
                                        Double.POSITIVE_INFINITY,
                                        Better.LOWER)
                                .from("Bhatt et al. 2020 (complexity)"),
                        (magnitudes, eps) -> entropy(magnitudes),
                        "complexity"),
                new MagnitudeMetric(
                        card(
                                        "effective-regions",
                                        "how many equal places would have the same entropy: the exponential of the entropy",
                                        Double.POSITIVE_INFINITY,
                                        Better.LOWER)
                                .from("Hill 1973"),
                        (magnitudes, eps) -> Math.exp(entropy(magnitudes)),
                        "effective-number",
                        "effective-number-of-regions"),
                new MagnitudeMetric(
                        card(
                                        "effective-complexity",
                                        "number of places whose magnitude is above a threshold",
                                        Double.POSITIVE_INFINITY,
                                        Better.LOWER)
                                .from("Nguyen and Martínez 2020"),
                        (magnitudes, eps) -> Arrays.stream(magnitudes)
                                .filter(magnitude -> magnitude > eps)
                                .count()));
    }

    private static MetricCard card(String name, String meaning, double max, Better better) {
        return new MetricCard(name, meaning, 0, max, better, "explanations with one number per position or region")
                .blindTo(WRONG);
    }

    /** {@code Σ (2i − n − 1) |a|₍ᵢ₎ / (n Σ |a|)} over the magnitudes in ascending order, i from 1. */
    private static double gini(double[] magnitudes) {
        double[] sorted = magnitudes.clone();
        Arrays.sort(sorted);
        double weighted = 0;
        for (int i = 0; i < sorted.length; i++) {
            weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
        }
        return weighted / (sorted.length * sum(sorted));
    }

    private static double entropy(double[] magnitudes) {
        double sum = sum(magnitudes);
        double entropy = 0;
        for (double magnitude : magnitudes) {
            double share = magnitude / sum;
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return entropy;
    }

    private static double sum(double[] magnitudes) {
        double sum = Arrays.stream(magnitudes).sum();
        if (sum == 0) {
            throw new UndefinedMetricException("every attribution is 0, and nothing has no shares");
        }
        return sum;
    }
}
