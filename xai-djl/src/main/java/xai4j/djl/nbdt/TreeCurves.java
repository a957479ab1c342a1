package xai4j.djl.nbdt;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import xai4j.render.LineChart;
import xai4j.render.Page;

/** Draws how a fine-tuning went: network, hard and soft tree side by side; the first point is the network as it came. */
public final class TreeCurves {
    private TreeCurves() {}

    /**
     * Draws.
     *
     * @param epochs at least one
     */
    public static BufferedImage draw(List<TreeMetrics> epochs) {
        double worst = epochs.stream()
                .flatMap(epoch -> Stream.of(epoch.network(), epoch.hardTree(), epoch.softTree()))
                .min(Double::compare)
                .orElse(0.0);
        BufferedImage chart = LineChart.of("Accuracy on the test pictures", Math.floor(worst * 10 - 0.01) / 10, 1)
                .curve("network", values(epochs, TreeMetrics::network))
                .curve("hard tree", values(epochs, TreeMetrics::hardTree))
                .curve("soft tree", values(epochs, TreeMetrics::softTree))
                .draw();
        TreeMetrics last = epochs.get(epochs.size() - 1);
        return Page.titled("Fine-tuning for the tree")
                .row(List.of(new Page.Cell(chart, "")))
                .text(String.format(
                        Locale.ROOT,
                        "Point 1 is the network as it came. After %d epochs: network %.2f %%, hard tree %.2f %%, soft tree %.2f %%",
                        last.epoch(),
                        100 * last.network(),
                        100 * last.hardTree(),
                        100 * last.softTree()))
                .draw();
    }

    private static List<Double> values(List<TreeMetrics> epochs, ToDoubleFunction<TreeMetrics> value) {
        return epochs.stream().map(value::applyAsDouble).toList();
    }
}
