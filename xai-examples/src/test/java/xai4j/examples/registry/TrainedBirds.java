package xai4j.examples.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;

/** What a training of birds leaves behind, without training. */
public final class TrainedBirds {
    private TrainedBirds() {}

    /** Fills a folder and tells of it. */
    public static VersionWriter.Training in(Path folder, BirdSample network, double... accuracies) throws IOException {
        Files.createDirectories(folder);
        Files.move(network.copyTo(folder), folder.resolve("model.onnx"));
        StringBuilder log = new StringBuilder();
        for (int epoch = 1; epoch <= accuracies.length; epoch++) {
            log.append(
                    "{\"epoch\":%d,\"trainLoss\":0.5,\"testLoss\":0.4,\"testAccuracy\":%s,\"classes\":[{\"precision\":0.5,\"recall\":1.0}]}%n"
                            .formatted(epoch, accuracies[epoch - 1]));
        }
        Files.writeString(folder.resolve(TrainingLog.FILE), log);
        Files.writeString(folder.resolve("checkpoint.zip"), "stays behind");
        return new VersionWriter.Training(
                folder,
                "cnn",
                7,
                "xai train cnn",
                Map.of("who", "test"),
                Map.of(
                        "train", DataSummary.of(BirdWorld.training(1, 24).side(16)),
                        "test", DataSummary.of(BirdWorld.test(1, 12).side(16))));
    }
}
