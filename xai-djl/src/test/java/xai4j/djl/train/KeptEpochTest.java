package xai4j.djl.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.LabelledImages;
import xai4j.djl.Platform;
import xai4j.explain.Progress;
import xai4j.numeric.ClassMetrics;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.EpochSelection.Keep;
import xai4j.tensor.XaiException;

/** Which epoch a training keeps. The pictures held out have their labels exchanged, so that the first epoch does best on them. */
class KeptEpochTest {
    private static final TrainingPlan PLAN = TrainingPlan.usual(4).withBatch(8).withSeed(11);
    private static final EpochSelection BEST = new EpochSelection(Keep.BEST, 0);

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        Network.threads(1);
    }

    /** Pictures under each other's labels. */
    private record Exchanged(Tinted pictures) implements LabelledImages {
        @Override
        public List<String> labels() {
            return pictures.labels();
        }

        @Override
        public int size() {
            return pictures.size();
        }

        @Override
        public String name(int i) {
            return pictures.name(i);
        }

        @Override
        public int label(int i) {
            return 1 - pictures.label(i);
        }

        @Override
        public BufferedImage image(int i) {
            return pictures.image(i);
        }
    }

    private static Network network() {
        return Network.initialised("net", ResidualCnn.classifier(2), 32, new Tinted(2, 0).labels(), 3);
    }

    private static ImageBatches read(Network network, LabelledImages images) {
        return ImageBatches.read(images, network.spec(), Progress.SILENT);
    }

    private static List<EpochMetrics> run(Network network, Training training, EpochSelection selection) {
        return training.validated(read(network, new Exchanged(new Tinted(12, 5))), selection)
                .run(read(network, new Tinted(48, 1)), read(network, new Tinted(16, 2)));
    }

    private static List<float[]> numbers(Network network) {
        List<float[]> numbers = new ArrayList<>();
        network.parameters()
                .values()
                .forEach(parameter -> numbers.add(parameter.getArray().toFloatArray()));
        return numbers;
    }

    @Test
    void theBestEpochIsKeptInMemoryAndOnDiskAndByARunThatGoesOn() {
        try (Network first = network();
                Network held = network();
                Network resumed = network()) {
            List<List<float[]>> after = new ArrayList<>();
            List<EpochMetrics> epochs =
                    run(first, Training.of(first, PLAN).onEpoch(epoch -> after.add(numbers(first))), BEST);
            EpochMetrics kept = Training.kept(epochs, BEST);
            assertThat(epochs).hasSize(4);
            assertThat(kept.epoch()).isLessThan(4);
            assertThat(numbers(first)).usingRecursiveComparison().isEqualTo(after.get(kept.epoch() - 1));

            run(held, Training.of(held, PLAN).in(folder), BEST);
            assertThat(numbers(held)).usingRecursiveComparison().isEqualTo(numbers(first));
            run(resumed, Training.of(resumed, PLAN).in(folder), BEST);
            assertThat(numbers(resumed)).usingRecursiveComparison().isEqualTo(numbers(first));
            assertThatThrownBy(() -> run(resumed, Training.of(resumed, PLAN).in(folder), EpochSelection.LAST))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll("checkpoint.zip", "BEST", "LAST");
        }
    }

    @Test
    void theLastIsKeptAndTheTrainingEndsEarlyWhereThatIsWanted() {
        try (Network network = network()) {
            EpochSelection patient = new EpochSelection(Keep.LAST, 1);
            List<EpochMetrics> epochs = run(network, Training.of(network, PLAN), patient);
            int best = EpochSelection.best(EpochMetrics.validations(epochs));
            assertThat(epochs).hasSize(best + 2).hasSizeLessThan(4);
            assertThat(Training.kept(epochs, patient)).isSameAs(epochs.get(epochs.size() - 1));
        }
    }

    @Test
    void everyAccuracyHasItsInterval() {
        try (Network network = network()) {
            EpochMetrics last = run(network, Training.of(network, PLAN), EpochSelection.LAST)
                    .get(3);
            assertThat(last.validation()).isNull();
            assertThat(last.testInterval().trials()).isEqualTo(16);
            assertThat(last.testInterval().share()).isEqualTo(last.testAccuracy());
            assertThat(last.trainClasses()).extracting(ClassMetrics::pictures).containsExactly(24L, 24L);
        }
    }
}
