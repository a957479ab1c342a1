package xai4j.djl.train;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import xai4j.numeric.ClassMetrics;
import xai4j.render.LineChart;
import xai4j.render.Page;

/** Draws how a training went: loss and accuracy over the epochs, precision and recall of the classes at its end. */
public final class TrainingCurves {
    private TrainingCurves() {}

    /**
     * Draws.
     *
     * @param epochs at least one
     */
    public static BufferedImage draw(List<EpochMetrics> epochs) {
        double highest = epochs.stream()
                .flatMap(epoch -> Stream.of(epoch.trainLoss(), epoch.testLoss()))
                .filter(Double::isFinite)
                .max(Double::compare)
                .orElse(1.0);
        BufferedImage loss = LineChart.of("Loss: mean cross-entropy of a picture", 0, Math.max(highest, 1e-3))
                .curve("training", values(epochs, EpochMetrics::trainLoss))
                .curve("test", values(epochs, EpochMetrics::testLoss))
                .draw();
        BufferedImage accuracy = LineChart.of("Accuracy: share of pictures recognised", 0, 1)
                .curve("training", values(epochs, EpochMetrics::trainAccuracy))
                .curve("test", values(epochs, EpochMetrics::testAccuracy))
                .draw();
        BufferedImage classes = LineChart.of("Mean over the classes, test", 0, 1)
                .curve("precision", values(epochs, epoch -> mean(epoch, ClassMetrics::precision)))
                .curve("recall", values(epochs, epoch -> mean(epoch, ClassMetrics::recall)))
                .draw();
        Page page = Page.titled("Training");
        for (BufferedImage chart : List.of(loss, accuracy, classes)) {
            page = page.row(List.of(new Page.Cell(chart, "")));
        }
        return ClassTable.below(page, epochs.get(epochs.size() - 1).classes()).draw();
    }

    private static List<Double> values(List<EpochMetrics> epochs, ToDoubleFunction<EpochMetrics> value) {
        return epochs.stream().map(value::applyAsDouble).toList();
    }

    private static double mean(EpochMetrics epoch, ToDoubleFunction<ClassMetrics> value) {
        return epoch.classes().stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
