package xai4j.djl.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.explain.Progress;
import xai4j.model.ModelException;
import xai4j.numeric.ClassMetrics;
import xai4j.tensor.XaiException;

class TrainingTest {
    private static final int SIDE = 32;
    private static final TrainingPlan PLAN = TrainingPlan.usual(3).withBatch(8).withSeed(11);
    private static final TrainingPlan SHORT = TrainingPlan.usual(1).withBatch(16);

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        Network.threads(2);
    }

    private static Network network() {
        List<String> labels = new Tinted(2, 0).labels();
        return Network.initialised("net", ResidualCnn.classifier(2), SIDE, labels, 3);
    }

    private static ImageBatches pictures(Network network, int size, long seed) {
        return ImageBatches.read(new Tinted(size, seed), network.spec(), Progress.SILENT);
    }

    private static List<EpochMetrics> run(Network network, Training training) {
        return training.run(pictures(network, 48, 1), pictures(network, 16, 2));
    }

    private static Map<String, List<Float>> numbers(Network network) {
        Map<String, List<Float>> numbers = new LinkedHashMap<>();
        network.parameters().forEach((name, parameter) -> {
            float[] values = parameter.getArray().toFloatArray();
            Float[] boxed = new Float[values.length];
            Arrays.setAll(boxed, i -> values[i]);
            numbers.put(name, List.of(boxed));
        });
        return numbers;
    }

    @Test
    void learnsToTellTwoTintsApart() {
        try (Network network = network()) {
            List<EpochMetrics> epochs = run(network, Training.of(network, PLAN));
            EpochMetrics last = epochs.get(2);
            assertThat(last.testAccuracy()).isEqualTo(1);
            assertThat(last.trainLoss()).isLessThan(epochs.get(0).trainLoss());
            assertThat(last.classes())
                    .containsExactly(new ClassMetrics("red", 1, 1, 8), new ClassMetrics("blue", 1, 1, 8));
        }
    }

    @Test
    void twoRunsComeToTheSameBits() {
        try (Network one = network();
                Network other = network()) {
            assertThat(numbers(one)).isEqualTo(numbers(other));
            run(one, Training.of(one, PLAN));
            run(other, Training.of(other, PLAN));
            assertThat(numbers(one)).isEqualTo(numbers(other));
        }
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        try (Network whole = network();
                Network interrupted = network();
                Network resumed = network()) {
            run(whole, Training.of(whole, PLAN));
            Training training = Training.of(interrupted, PLAN).in(folder).onProgress((done, total) -> {
                if (done == 9) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThatThrownBy(() -> run(interrupted, training)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
            assertThat(Files.readAllLines(folder.resolve(Training.METRICS))).hasSize(1);

            List<EpochMetrics> epochs = run(resumed, Training.of(resumed, PLAN).in(folder));
            assertThat(epochs).extracting(EpochMetrics::epoch).containsExactly(1, 2, 3);
            assertThat(numbers(resumed)).isEqualTo(numbers(whole));
            assertThat(Files.readAllLines(folder.resolve(Training.METRICS)))
                    .hasSize(3)
                    .allMatch(line -> line.startsWith("{\"epoch\":"));
        }
    }

    @Test
    void aCheckpointCutShortIsNamed() throws IOException {
        try (Network network = network()) {
            run(network, Training.of(network, PLAN).in(folder));
            Path file = folder.resolve(Training.CHECKPOINT);
            byte[] bytes = Files.readAllBytes(file);
            for (int kept : new int[] {0, 10, 600, bytes.length / 2}) {
                Files.write(file, Arrays.copyOf(bytes, kept));
                assertThatThrownBy(() -> run(network, Training.of(network, PLAN).in(folder)))
                        .isInstanceOf(XaiException.class)
                        .hasMessageContainingAll("checkpoint.zip", "cut short");
            }
        }
    }

    @Test
    void aCheckpointCutBetweenTwoEntriesIsNamedAndLeftoversAreCleared() throws IOException {
        try (Network network = network()) {
            Path left = Files.createFile(folder.resolve(".checkpoint.zip." + UUID.randomUUID() + ".part"));
            Path other = Files.createFile(folder.resolve(".notes." + UUID.randomUUID() + ".part"));
            run(network, Training.of(network, SHORT).in(folder));
            assertThat(left).doesNotExist();
            assertThat(other).exists();
            Path file = folder.resolve(Training.CHECKPOINT);
            byte[] bytes = Files.readAllBytes(file);
            List<Integer> ends = headers(bytes);
            assertThat(ends.size()).isGreaterThan(20);
            for (int end : List.of(ends.get(1), ends.get(ends.size() / 2), ends.get(ends.size() - 1))) {
                Files.write(file, Arrays.copyOf(bytes, end));
                assertThatThrownBy(
                                () -> run(network, Training.of(network, SHORT).in(folder)))
                        .isInstanceOf(XaiException.class)
                        .hasMessageContainingAll("checkpoint.zip", "cut short");
            }
        }
    }

    /** Where the entries of a zip archive begin, and where its list of entries does. */
    private static List<Integer> headers(byte[] zip) {
        List<Integer> found = new ArrayList<>();
        boolean listed = false;
        for (int i = 0; i + 4 <= zip.length && !listed; i++) {
            listed = zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2;
            if (listed || (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4)) {
                found.add(i);
            }
        }
        return found;
    }

    @Test
    void aCheckpointWithoutTheOptimisersWholeMemoryIsRefused() throws IOException {
        try (Network network = network()) {
            run(network, Training.of(network, SHORT).in(folder));
            Path file = folder.resolve(Training.CHECKPOINT);
            without(file, name -> name.startsWith("optimizer/square/"));
            assertThatThrownBy(() -> run(network, Training.of(network, SHORT).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "square/", "missing");
            without(file, "steps"::equals);
            assertThatThrownBy(() -> run(network, Training.of(network, SHORT).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "no memory of the optimiser");
        }
    }

    private static void without(Path file, Predicate<String> unwanted) throws IOException {
        ByteArrayOutputStream less = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file));
                ZipOutputStream out = new ZipOutputStream(less)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!unwanted.test(entry.getName())) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        Files.write(file, less.toByteArray());
    }

    @Test
    void aCheckpointOfAnotherPlanIsRefused() {
        try (Network network = network()) {
            run(network, Training.of(network, PLAN).in(folder));
            assertThatThrownBy(() -> run(
                            network, Training.of(network, PLAN.withRate(0.1)).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("another plan", "rate=0.1");
        }
    }

    @Test
    void aCheckpointOfOtherClassesIsRefused() {
        try (Network two = network();
                Network three = Network.initialised(
                        "net", ResidualCnn.classifier(3), SIDE, List.of("red", "blue", "green"), 3)) {
            run(two, Training.of(two, PLAN).in(folder));
            assertThatThrownBy(() -> run(three, Training.of(three, PLAN).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("3 classes", "2");
        }
    }

    @Test
    void aLossThatIsNoNumberStopsAndKeepsTheLastGoodState() throws IOException {
        try (Network network = network();
                Network good = network()) {
            int[] steps = {0};
            TrainingLoss breaking = (outputs, labels) -> {
                var loss = TrainingLoss.crossEntropy(PLAN.smoothing()).of(outputs, labels);
                return ++steps[0] == 8 ? loss.mul(Float.NaN) : loss;
            };
            assertThatThrownBy(() -> run(
                            network, Training.of(network, PLAN).loss(breaking).in(folder)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("epoch 2", "batch 2", "NaN", "epoch 1 is kept");
            assertThat(Files.readAllLines(folder.resolve(Training.METRICS))).hasSize(1);
            assertThat(Checkpoint.read(folder.resolve(Training.CHECKPOINT), Training.State.class)
                            .state()
                            .epochs())
                    .hasSize(1);
            assertThat(run(good, Training.of(good, PLAN).in(folder))).hasSize(3);
        }
    }
}
