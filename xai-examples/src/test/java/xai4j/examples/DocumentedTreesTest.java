package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.djl.export.OnnxWeights;
import xai4j.djl.nbdt.TreeMetrics;
import xai4j.djl.nbdt.TreeTraining;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.TrainingPlan;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.explain.Progress;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.model.DifferentiableModel;
import xai4j.nbdt.Decision;
import xai4j.nbdt.DecisionModel;
import xai4j.nbdt.DecisionPath;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;

/** The code blocks of {@code docs/nbdt.md}, on the bird network that ships with the project. */
class DocumentedTreesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyDecisionIsExplained() {
        BirdPicture bird = BirdWorld.test(1, 600).side(96).picture(2);
        try (DifferentiableModel model = Models.load(BirdSample.CNN.copyTo(folder), DifferentiableModel.class)) {
            HierarchyFile.write(Explainers.nbdt(model).hierarchy(), folder.resolve("tree.json"));

            DecisionPath path = Explainers.nbdt(model).explain(bird.image());
            DecisionPath hard = Explainers.nbdt(model)
                    .hard()
                    .hierarchy(folder.resolve("tree.json"))
                    .explain(bird.image());

            assertThat(path.sentence(0)).startsWith("Prediction: crested fennet // Decisions: ");
            assertThat(hard.hierarchy()).isEqualTo(path.hierarchy());

            List<SaliencyMap> maps = new ArrayList<>();
            DecisionModel branches = DecisionModel.of(model, path.hierarchy());
            for (Decision decision : path.paths().get(0)) {
                SaliencyMap why = Explainers.gradCam(branches)
                        .target(Target.index(decision.chosen()))
                        .explain(bird.image());
                assertThat(why.targets().get(0).label()).isEqualTo(decision.name());
                maps.add(why);
            }
            assertThat(maps).hasSameSizeAs(path.paths().get(0));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNetworkIsFineTunedForItsTree() throws Exception {
        BirdWorld birds = BirdWorld.training(1, 48).side(96);
        List<String> labels = birds.labels();
        Path file = BirdSample.CNN.copyTo(folder);
        Path results = Files.createDirectories(folder.resolve("results"));
        Network.threads(1);

        try (Network network = Network.initialised("birds", ResidualCnn.classifier(labels.size()), 96, labels, 1)) {
            OnnxWeights.read(file, network.block());
            Hierarchy tree = new Nbdt(network.explained()).hierarchy();
            TrainingPlan passes = TrainingPlan.usual(1).withBatch(12).withRate(5e-4);
            List<TreeMetrics> epochs = TreeTraining.of(network, new TreeTraining.Plan(tree, TreeRule.SOFT, 1, passes))
                    .in(results)
                    .run(
                            ImageBatches.read(birds, network.spec(), Progress.SILENT),
                            ImageBatches.read(BirdWorld.test(1, 48).side(96), network.spec(), Progress.SILENT));

            assertThat(epochs).hasSize(2);
            assertThat(epochs.get(0).network()).isGreaterThan(0.95);
        }
    }
}
