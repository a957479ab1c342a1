package xai4j.evaluate;

import java.util.Arrays;
import xai4j.tensor.Tensor;

/** Gini index of the magnitudes of the attribution (Chalasani et al. 2020). */
final class Sparseness implements Metric {
    private static final MetricCard CARD = new MetricCard(
            "sparseness",
            "Gini index of the magnitudes: 0 when all are equal, near 1 when few hold everything (Chalasani 2020)",
            0,
            1,
            MetricCard.Better.HIGHER,
            "explanations with one number per position or region");

    @Override
    public MetricCard card() {
        return CARD;
    }

    /** {@code Σ (2i − n − 1) |a|₍ᵢ₎ / (n Σ |a|)} over the magnitudes in ascending order, i from 1; 0 for all zeros. */
    @Override
    public double measure(Judged judged) {
        Tensor values = judged.explanation().values().row(judged.target());
        double[] magnitudes = new double[values.size()];
        Arrays.setAll(magnitudes, i -> Math.abs((double) values.at(i)));
        Arrays.sort(magnitudes);
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < magnitudes.length; i++) {
            weighted += (2.0 * (i + 1) - magnitudes.length - 1) * magnitudes[i];
            sum += magnitudes[i];
        }
        return sum == 0 ? 0 : weighted / (magnitudes.length * sum);
    }
}
