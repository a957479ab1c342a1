package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.train.Augmentation;
import xai4j.djl.train.EpochMetrics;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.Training;
import xai4j.model.ModelException;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.Validation;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class ProtoPNetTrainingTest {
    private static final List<String> LABELS = List.of("red", "blue");
    private static final Augmentation MIRRORED = new Augmentation(true, 0, 0, 0.1);
    private static final ProtoPNetPlan PLAN = plan(2, 6, 2);

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        Network.threads(1);
    }

    private static ProtoPNetPlan plan(int warmUp, int joint, int rounds) {
        return new ProtoPNetPlan(warmUp, joint, rounds, 8, 1e-2, 3e-3, 0.8, 0.08, 1e-4, 6, 3, MIRRORED, 11);
    }

    private static ProtoPNet network() {
        return ProtoPNet.initialised(
                "spots", Spots.backbone(), Spots.SIDE, LABELS, PrototypeLayout.perClass(2, 3, 8), 3);
    }

    private static ProtoPNetTraining.Result run(ProtoPNet network, ProtoPNetTraining training) {
        return training.run(Spots.batches(64, 1, network.network()), Spots.batches(20, 2, network.network()));
    }

    private static List<float[]> numbers(ProtoPNet network) {
        List<float[]> numbers = new ArrayList<>();
        network.network()
                .parameters()
                .values()
                .forEach(p -> numbers.add(p.getArray().toFloatArray()));
        return numbers;
    }

    private static void assertSameBits(ProtoPNet actual, ProtoPNet expected) {
        assertThat(actual.layout()).isEqualTo(expected.layout());
        List<float[]> numbers = numbers(actual);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers(expected).get(i));
        }
    }

    @Test
    void prototypesBecomeTrainingPatchesOfTheirClass() {
        try (ProtoPNet network = network()) {
            ProtoPNetTraining.Result result = run(network, ProtoPNetTraining.of(network, plan(3, 14, 2)));
            ProtoPNetEpoch last = result.epochs().get(result.epochs().size() - 1);
            assertThat(last.metrics().testAccuracy()).isEqualTo(1);
            Spots spots = Spots.of(64, 1);
            ImageBatches train = Spots.batches(64, 1, network.network());
            assertThat(result.patches()).hasSize(last.prototypes());
            int onSpot = 0;
            for (int p = 0; p < last.prototypes(); p++) {
                PrototypePush.Patch patch = result.patches().get(p);
                assertThat(spots.label(patch.image()))
                        .isEqualTo(network.layout().classes().get(p));
                assertThat(network.vectors().row(p).toArray()).isEqualTo(features(network, train, patch));
                onSpot +=
                        spots.spot(patch.image()).intersects(patch.column() * 4 - 3, patch.row() * 4 - 3, 7, 7) ? 1 : 0;
            }
            assertThat(onSpot)
                    .as("without one that sees spots the classes look alike")
                    .isPositive();
        }
    }

    private static float[] features(ProtoPNet network, ImageBatches train, PrototypePush.Patch patch) {
        try (NDManager scope = network.network().manager().newSubManager()) {
            // as many pictures at once as in the push, since the engine's sums depend on the size of a batch
            int[] all = java.util.stream.IntStream.range(0, train.size()).toArray();
            Tensor maps = network.features(scope, train.batch(scope, all)).row(patch.image());
            float[] vector = new float[maps.shape().dim(0)];
            for (int c = 0; c < vector.length; c++) {
                vector[c] = maps.get(c, patch.row(), patch.column());
            }
            return vector;
        }
    }

    @Test
    void thePushThatDidBestIsKeptAndAnEarlyEndIsPruned() {
        EpochSelection patient = new EpochSelection(EpochSelection.Keep.BEST, 1);
        try (ProtoPNet network = network()) {
            ImageBatches held = Spots.batches(20, 3, network.network());
            List<List<float[]>> pushed = new ArrayList<>();
            ProtoPNetTraining.Result result = run(
                    network,
                    ProtoPNetTraining.of(network, plan(1, 6, 6).withPruning(0, 0))
                            .validated(held, patient)
                            .onEpoch(epoch -> {
                                if (epoch.phase() == Phase.PUSH) {
                                    pushed.add(numbers(network));
                                }
                            }));
            List<Validation> seen = EpochMetrics.validations(
                    result.epochs().stream().map(ProtoPNetEpoch::metrics).toList());
            int best = EpochSelection.best(seen);
            assertThat(seen).hasSameSizeAs(pushed).hasSize(Math.min(6, best + 2));
            for (int i = 0; i < pushed.get(best).size(); i++) {
                assertThat(numbers(network).get(i)).isEqualTo(pushed.get(best).get(i));
            }
            assertThat(result.patches()).hasSize(6);
        }
    }

    @Test
    void roundsShareTheJointEpochs() {
        assertThat(plan(1, 3, 2).schedule())
                .containsExactly(
                        Phase.WARM_UP, Phase.JOINT, Phase.PUSH, Phase.JOINT, Phase.JOINT, Phase.PUSH, Phase.PRUNE);
        assertThat(plan(0, 1, 1).withPruning(0, 0).schedule()).containsExactly(Phase.JOINT, Phase.PUSH);
        assertThatThrownBy(() -> plan(1, 3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("rounds", "3 joint epochs", "4");
    }

    @Test
    void warmUpLeavesTheBackboneAndAllButThePushTheLastLayer() {
        try (ProtoPNet network = network();
                ProtoPNet fresh = network()) {
            run(
                    network,
                    ProtoPNetTraining.of(network, plan(1, 1, 1).withPruning(0, 0))
                            .onEpoch(epoch -> {
                                boolean pushed = epoch.phase() == Phase.PUSH;
                                assertThat(network.lastLayer().equals(fresh.lastLayer()))
                                        .isEqualTo(!pushed);
                                assertThat(kernels(network).equals(kernels(fresh)))
                                        .isEqualTo(epoch.phase() == Phase.WARM_UP);
                            }));
        }
    }

    private static List<Float> kernels(ProtoPNet network) {
        List<Float> values = new ArrayList<>();
        network.network().parameters().forEach((name, parameter) -> {
            if (network.ofBackbone().test(name) && name.endsWith("weight")) {
                for (float value : parameter.getArray().toFloatArray()) {
                    values.add(value);
                }
            }
        });
        return values;
    }

    @Test
    void twoRunsComeToTheSameBits() {
        try (ProtoPNet one = network();
                ProtoPNet other = network()) {
            run(one, ProtoPNetTraining.of(one, PLAN));
            run(other, ProtoPNetTraining.of(other, PLAN));
            assertSameBits(one, other);
        }
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        try (ProtoPNet whole = network()) {
            ProtoPNetTraining.Result expected = run(whole, ProtoPNetTraining.of(whole, PLAN));
            // in the second epoch of a phase, after a push, and before the pruning
            for (int epochs : new int[] {1, 4, 6, 10}) {
                Path own = Files.createDirectory(folder.resolve("after" + epochs));
                try (ProtoPNet interrupted = network();
                        ProtoPNet resumed = network()) {
                    int[] done = {0};
                    ProtoPNetTraining training = ProtoPNetTraining.of(interrupted, PLAN)
                            .in(own)
                            .onEpoch(epoch -> {
                                if (++done[0] == epochs) {
                                    Thread.currentThread().interrupt();
                                }
                            });
                    assertThatThrownBy(() -> run(interrupted, training)).isInstanceOf(CancellationException.class);
                    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
                    assertThat(Files.readAllLines(own.resolve(Training.METRICS)))
                            .hasSize(epochs);
                    ProtoPNetTraining.Result result =
                            run(resumed, ProtoPNetTraining.of(resumed, PLAN).in(own));
                    assertThat(result.patches()).isEqualTo(expected.patches());
                    assertThat(result.epochs()).hasSize(expected.epochs().size());
                    assertSameBits(resumed, whole);
                }
            }
        }
    }

    @Test
    void aFinishedTrainingIsReadBack() {
        try (ProtoPNet network = network();
                ProtoPNet again = network()) {
            ProtoPNetPlan plan = plan(0, 1, 1);
            ProtoPNetTraining.Result result =
                    run(network, ProtoPNetTraining.of(network, plan).in(folder));
            assertThat(run(again, ProtoPNetTraining.of(again, plan).in(folder))).isEqualTo(result);
            assertSameBits(again, network);
        }
    }

    @Test
    void aCheckpointOfAnotherPlanOrNumberOfPrototypesIsRefused() {
        ProtoPNetPlan plan = plan(0, 1, 1);
        try (ProtoPNet network = network();
                ProtoPNet more = ProtoPNet.initialised(
                        "more", Spots.backbone(), Spots.SIDE, LABELS, PrototypeLayout.perClass(2, 4, 8), 3)) {
            run(network, ProtoPNetTraining.of(network, plan).in(folder));
            assertThatThrownBy(() -> run(
                            network,
                            ProtoPNetTraining.of(network, plan.withBatch(4)).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("another plan", "batch=4");
            assertThatThrownBy(() -> run(more, ProtoPNetTraining.of(more, plan).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("another plan", "8 prototypes");
        }
    }

    @Test
    void aCheckpointCutShortIsNamed() throws IOException {
        ProtoPNetPlan plan = plan(0, 1, 1);
        try (ProtoPNet network = network()) {
            run(network, ProtoPNetTraining.of(network, plan).in(folder));
            Path file = folder.resolve(Training.CHECKPOINT);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            assertThatThrownBy(() ->
                            run(network, ProtoPNetTraining.of(network, plan).in(folder)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "cut short");
        }
    }

    @Test
    void aLossThatIsNoNumberStopsAndKeepsTheLastGoodState() throws IOException {
        try (ProtoPNet network = network()) {
            ProtoPNetTraining training = ProtoPNetTraining.of(network, PLAN)
                    .in(folder)
                    .onEpoch(epoch -> network.head().layer().prototypes().set(notANumber(network)));
            assertThatThrownBy(() -> run(network, training))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("epoch 2", "warm-up", "NaN", "batch 1", "epoch 1 is kept");
            assertThat(Files.readAllLines(folder.resolve(Training.METRICS))).hasSize(1);
        }
    }

    private static float[] notANumber(ProtoPNet network) {
        float[] values = network.vectors().toArray();
        values[0] = Float.NaN;
        return values;
    }

    @Test
    void dataOfOtherClassesAreRefused() {
        try (ProtoPNet network = network()) {
            ImageBatches other = ImageBatches.read(
                    new Spots(8, 1, List.of("red", "green")), network.network().spec(), xai4j.explain.Progress.SILENT);
            assertThatThrownBy(() -> ProtoPNetTraining.of(network, PLAN).run(other, other))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("red, blue", "red, green");
        }
    }
}
