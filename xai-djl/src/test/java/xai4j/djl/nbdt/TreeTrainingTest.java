package xai4j.djl.nbdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.train.Augmentation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.ResidualCnn;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingPlan;
import xai4j.explain.Progress;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.EpochSelection;
import xai4j.tensor.XaiException;

/** A small network trained on four hues and fine-tuned for its tree. */
class TreeTrainingTest {
    private static final TrainingPlan TUNING = TrainingPlan.usual(2)
            .withBatch(8)
            .withRate(5e-4)
            .withAugmentation(Augmentation.NONE)
            .withSeed(5);

    @TempDir
    private static Path trained;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aNetworkIsTrained() {
        Platform.assumeLinux();
        Network.threads(1);
        try (Network network = network(Hues.SIDE, Hues.LABELS)) {
            Training.of(network, TrainingPlan.usual(3).withBatch(8).withSeed(2))
                    .in(trained)
                    .run(pictures(network, 64, 1), pictures(network, 32, 2));
        }
    }

    private static Network network(int side, List<String> labels) {
        return Network.initialised("net", ResidualCnn.classifier(labels.size()), side, labels, 9);
    }

    private static Network restored() {
        Network network = network(Hues.SIDE, Hues.LABELS);
        network.restore(checkpoint());
        return network;
    }

    private static Path checkpoint() {
        return trained.resolve(Training.CHECKPOINT);
    }

    private static ImageBatches pictures(Network network, int size, long seed) {
        return ImageBatches.read(new Hues(size, seed), network.spec(), Progress.SILENT);
    }

    private static Hierarchy tree(Network network) {
        return new Nbdt(network.explained()).hierarchy();
    }

    private static List<TreeMetrics> run(Network network, TreeTraining training) {
        return training.run(pictures(network, 64, 1), pictures(network, 32, 2));
    }

    private static Map<String, List<Float>> numbers(Network network) {
        Map<String, List<Float>> numbers = new LinkedHashMap<>();
        network.parameters().forEach((name, parameter) -> {
            float[] values = parameter.getArray().toFloatArray();
            Float[] boxed = new Float[values.length];
            java.util.Arrays.setAll(boxed, i -> values[i]);
            numbers.put(name, List.of(boxed));
        });
        return numbers;
    }

    @Test
    void anotherTrainingsNumbersAreTakenOver() {
        try (Network one = restored();
                Network fresh = network(Hues.SIDE, Hues.LABELS)) {
            assertThat(numbers(one)).isNotEqualTo(numbers(fresh));
            fresh.restore(checkpoint());
            assertThat(numbers(one)).isEqualTo(numbers(fresh));
        }
    }

    @Test
    void aCheckpointOfOtherClassesOrAnotherSizeIsRefusedInOneLine() {
        try (Network three = network(Hues.SIDE, List.of("red", "orange", "blue"));
                Network larger = network(64, Hues.LABELS)) {
            assertThatThrownBy(() -> three.restore(checkpoint()))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll(
                            "checkpoint.zip", "4 classes (red, orange, blue, cyan)", "3 classes (red, orange, blue)")
                    .message()
                    .doesNotContain("\n");
            assertThatThrownBy(() -> larger.restore(checkpoint()))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "32 pixels", "64 pixels", "--size 32")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void theEpochOfTheBestTreeIsKept() {
        EpochSelection best = new EpochSelection(EpochSelection.Keep.BEST, 0);
        try (Network network = restored()) {
            TreeTraining.Plan plan = new TreeTraining.Plan(tree(network), TreeRule.SOFT, 1, TUNING);
            List<Map<String, List<Float>>> after = new ArrayList<>();
            List<TreeMetrics> epochs = run(
                    network,
                    TreeTraining.of(network, plan)
                            .validated(pictures(network, 16, 3), best)
                            .onEpoch(epoch -> after.add(numbers(network))));
            assertThat(epochs).allMatch(epoch -> epoch.validation() != null);
            int kept = TreeTraining.kept(epochs, best).epoch();
            assertThat(numbers(network)).isEqualTo(after.get(kept));
        }
    }

    @Test
    void fineTuningTellsNetworkAndTreesSideBySide() throws IOException {
        try (Network network = restored()) {
            TreeTraining.Plan plan = new TreeTraining.Plan(tree(network), TreeRule.SOFT, 1, TUNING);
            List<TreeMetrics> epochs =
                    run(network, TreeTraining.of(network, plan).in(folder));
            assertThat(epochs).extracting(TreeMetrics::epoch).containsExactly(0, 1, 2);
            TreeMetrics last = epochs.get(2);
            assertThat(last.network()).isGreaterThan(0.9);
            assertThat(last.softTree()).isGreaterThanOrEqualTo(last.network() - 0.04);
            assertThat(last.hardTree()).isGreaterThanOrEqualTo(last.network() - 0.04);
            assertThat(last.testLoss()).isLessThan(epochs.get(0).testLoss());
            assertThat(Files.readAllLines(folder.resolve(Training.METRICS)))
                    .hasSize(3)
                    .allMatch(line -> line.matches("\\{\"epoch\":.*\"network\":.*\"hardTree\":.*\"softTree\":.*}"));
            assertThat(TreeCurves.draw(epochs).getWidth()).isGreaterThan(600);
        }
    }

    @Test
    void anInterruptedFineTuningGoesOnToTheSameBits() {
        try (Network whole = restored();
                Network interrupted = restored();
                Network resumed = restored()) {
            TreeTraining.Plan plan = new TreeTraining.Plan(tree(whole), TreeRule.HARD, 0.5, TUNING);
            run(whole, TreeTraining.of(whole, plan));
            TreeTraining training = TreeTraining.of(interrupted, plan)
                    .in(folder)
                    .onProgress((done, total) -> {
                        if (done == 10) {
                            Thread.currentThread().interrupt();
                        }
                    });
            assertThatThrownBy(() -> run(interrupted, training)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
            assertThat(run(resumed, TreeTraining.of(resumed, plan).in(folder))).hasSize(3);
            assertThat(numbers(resumed)).isEqualTo(numbers(whole));

            TreeTraining.Plan other = new TreeTraining.Plan(tree(whole), TreeRule.HARD, 0.6, TUNING);
            assertThatThrownBy(
                            () -> run(resumed, TreeTraining.of(resumed, other).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "another fine-tuning");
        }
    }

    @Test
    void aTreeOverOtherClassesIsRefused() {
        try (Network network = restored()) {
            Hierarchy two = new Hierarchy(
                    2,
                    List.of(
                            new Hierarchy.Node("a", List.of()),
                            new Hierarchy.Node("b", List.of()),
                            new Hierarchy.Node("r", List.of(0, 1))),
                    2);
            assertThatThrownBy(() -> TreeTraining.of(network, new TreeTraining.Plan(two, TreeRule.SOFT, 1, TUNING)))
                    .hasMessageContainingAll("2 classes", "4");
        }
    }
}
