package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.data.ImageFolder;
import xai4j.djl.export.OnnxExport;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingPlan;
import xai4j.examples.birds.BirdFolder;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.BirdSplit;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Habitat;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.Species;
import xai4j.explain.Progress;
import xai4j.explain.SaliencyMap;
import xai4j.model.Model;

/** The code blocks of {@code docs/birds.md} and {@code docs/training.md}, with smaller numbers. */
class DocumentedCodeTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void birdsLoseAndExchangeTheirParts() {
        BirdPicture bird = BirdWorld.test(1, 600).side(256).picture(2);
        assertThat(bird.species().name()).isEqualTo("crested fennet");
        assertThat(bird.image().getWidth()).isEqualTo(256);
        assertThat(bird.mask().at(120, 80)).isNotNull();
        assertThat(bird.without(Part.CROWN).image()).isNotNull();
        assertThat(bird.with(Part.CROWN, Species.ALL.get(3)).species().differencesFrom(Species.ALL.get(3)))
                .isEmpty();
        assertThat(bird.in(Habitat.SNOW).habitat()).isEqualTo(Habitat.SNOW);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNetworkIsTrainedExplainedAndExported() throws Exception {
        new BirdFolder(Map.of(BirdSplit.TRAIN, 24, BirdSplit.TEST, 12), 32, 1, false)
                .write(folder.resolve("data"), Progress.SILENT);
        Path results = Files.createDirectories(folder.resolve("results"));
        List<Double> accuracies = new ArrayList<>();

        ImageFolder train = ImageFolder.of(folder.resolve("data/train"));
        ImageFolder test = ImageFolder.of(folder.resolve("data/test"));
        try (Network network = Network.initialised(
                "flowers", ResidualCnn.classifier(train.labels().size()), 32, train.labels(), 1)) {
            Training.of(network, TrainingPlan.usual(2).withBatch(12).withSeed(1))
                    .in(results)
                    .onEpoch(epoch -> accuracies.add(epoch.testAccuracy()))
                    .run(
                            ImageBatches.read(train, network.spec(), Progress.SILENT),
                            ImageBatches.read(test, network.spec(), Progress.SILENT));

            SaliencyMap why = Explainers.gradCam(network.explained()).explain(test.image(0));
            OnnxExport.write(network.manager(), network.block(), network.spec(), results.resolve("model.onnx"));

            assertThat(why.targets()).hasSize(1);
        }
        assertThat(accuracies).hasSize(2);
        assertThat(results.resolve(Training.CHECKPOINT)).exists();
        assertThat(Files.readAllLines(results.resolve(Training.METRICS))).hasSize(2);
        try (Model model = Models.load(results.resolve("model.onnx"))) {
            assertThat(model.spec().labels()).isEqualTo(train.labels());
        }
    }
}
