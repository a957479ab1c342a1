package xai4j.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xai4j.examples.registry.TrainingLog;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.render.LineChart;
import xai4j.render.Page;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

/** The epochs of a tuning in the file and the drawing that every training leaves. */
final class TuningLog {
    private TuningLog() {}

    /** Adds an epoch behind those before it, which an interrupted run may have left. */
    static void add(FineTuning.Epoch epoch, Path folder) {
        Path file = folder.resolve(TrainingLog.FILE);
        List<String> lines = new ArrayList<>(before(epoch.epoch(), file));
        lines.add(JsonNodeFactory.instance
                .objectNode()
                .put("epoch", epoch.epoch())
                .put("trainLoss", epoch.loss())
                .put("trainAccuracy", epoch.accuracy())
                .toString());
        AtomicFile.write(file, out -> out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> before(int epoch, Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().limit(epoch - 1L).toList()
                    : List.of();
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /** Draws all epochs. */
    static void draw(Path folder) {
        TrainingLog log = TrainingLog.read(folder);
        double highest =
                log.curve(TrainingLog.TRAIN_LOSS).stream().max(Double::compare).orElse(1.0);
        LineChart loss =
                LineChart.of("Loss", 0, Math.max(highest, 1e-3)).curve("training", log.curve(TrainingLog.TRAIN_LOSS));
        LineChart accuracy = LineChart.of("Accuracy, before each step", 0, 1)
                .curve("training", log.curve(TrainingLog.TRAIN_ACCURACY));
        Png.write(
                Page.titled("Tuning")
                        .row(List.of(new Page.Cell(loss.draw(), "")))
                        .row(List.of(new Page.Cell(accuracy.draw(), "")))
                        .draw(),
                folder.resolve("curves.png"));
    }
}
