package xai4j.djl.prototype;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.djl.train.ClassTable;
import xai4j.render.LineChart;
import xai4j.render.Page;

/** Draws how the training of a prototype network went. */
public final class ProtoPNetCurves {
    private ProtoPNetCurves() {}

    /**
     * Draws losses, accuracies and costs over epochs, pushes and prunings.
     *
     * @param epochs at least one
     */
    public static BufferedImage draw(List<ProtoPNetEpoch> epochs) {
        BufferedImage loss = chart("Loss", epochs, 0)
                .curve("training", values(epochs, epoch -> epoch.metrics().trainLoss()))
                .curve("test", values(epochs, epoch -> epoch.metrics().testLoss()))
                .draw();
        BufferedImage accuracy = LineChart.of("Accuracy", 0, 1)
                .curve("training", values(epochs, epoch -> epoch.metrics().trainAccuracy()))
                .curve("test", values(epochs, epoch -> epoch.metrics().testAccuracy()))
                .draw();
        BufferedImage costs = chart("Squared distance to the nearest prototype", epochs, 1)
                .curve("of the own class", values(epochs, ProtoPNetEpoch::cluster))
                .curve("of another", values(epochs, ProtoPNetEpoch::separation))
                .draw();
        Page page = Page.titled("Training");
        for (BufferedImage chart : List.of(loss, accuracy, costs)) {
            page = page.row(List.of(new Page.Cell(chart, "")));
        }
        ProtoPNetEpoch last = epochs.get(epochs.size() - 1);
        return ClassTable.below(page.text(phases(epochs)), last.metrics().classes())
                .draw();
    }

    private static LineChart chart(String title, List<ProtoPNetEpoch> epochs, int kind) {
        double most = epochs.stream()
                .flatMap(epoch -> kind == 0
                        ? List.of(epoch.metrics().trainLoss(), epoch.metrics().testLoss()).stream()
                        : List.of(epoch.cluster(), epoch.separation()).stream())
                .filter(Double::isFinite)
                .max(Double::compare)
                .orElse(1.0);
        return LineChart.of(title, 0, Math.max(most, 1e-3));
    }

    private static String phases(List<ProtoPNetEpoch> epochs) {
        return IntStream.range(0, epochs.size())
                .mapToObj(i -> (i + 1) + " " + epochs.get(i).phase().words())
                .collect(Collectors.joining(", "));
    }

    private static List<Double> values(List<ProtoPNetEpoch> epochs, ToDoubleFunction<ProtoPNetEpoch> value) {
        return epochs.stream().map(value::applyAsDouble).toList();
    }
}
