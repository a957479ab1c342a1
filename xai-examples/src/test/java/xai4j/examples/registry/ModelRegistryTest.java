package xai4j.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.model.Model;

class ModelRegistryTest {
    @TempDir
    Path temp = Path.of("");

    private ModelRegistry registry() {
        return new ModelRegistry(temp.resolve("registry"));
    }

    private VersionWriter.Training training() throws Exception {
        return TrainedBirds.in(temp.resolve("out"), BirdSample.CNN, 0.5, 0.75);
    }

    @Test
    void aVersionHoldsAllThatIsKnownOfIt() throws Exception {
        assertThat(VersionWriter.register(registry(), "birds", training())).isEqualTo(1);
        ModelVersion version = registry().version("birds", 1);
        assertThat(version.kind()).isEqualTo("cnn");
        assertThat(version.seed()).isEqualTo(7);
        assertThat(version.tags()).containsEntry("who", "test");
        assertThat(version.metrics())
                .containsEntry("test-accuracy", 0.75)
                .containsEntry("test-loss", 0.4)
                .containsEntry("test-recall", 1.0);
        // Wilson 1927 for 9 of 12
        assertThat(version.metrics().get("test-accuracy-low")).isCloseTo(0.467695, within(1e-5));
        assertThat(version.metrics().get("test-accuracy-high")).isCloseTo(0.911056, within(1e-5));
        DataSummary train = Objects.requireNonNull(version.data().get("train"));
        assertThat(train.pictures()).isEqualTo(24);
        assertThat(train.classes()).containsEntry("crested fennet", 2).hasSize(12);
        assertThat(version.files())
                .containsKeys("model.onnx", "labels.txt", "preprocessing.txt", "metrics.jsonl", "MLmodel", "conda.yaml")
                .doesNotContainKeys("checkpoint.zip", "version.json");
        Path folder = registry().path("birds", 1);
        assertThat(Files.readAllLines(folder.resolve("labels.txt"))).hasSize(12).contains("crested fennet");
        version.requireIntact(folder);
        try (Model model = xai4j.Models.load(folder.resolve("model.onnx"))) {
            assertThat(model.spec().labels()).hasSize(12);
        }
    }

    /** The file of the model is that of the epoch that was kept; so are its numbers. */
    @Test
    void theMetricsAreThoseOfTheEpochThatWasKept() throws Exception {
        VersionWriter.Training training = TrainedBirds.in(temp.resolve("out"), BirdSample.CNN, 0.5, 0.9, 0.75);
        new TrainingResults().with(TrainingLog.EPOCH, 2).write(training.folder());
        VersionWriter.register(registry(), "birds", training);
        assertThat(registry().version("birds", 1).metrics())
                .containsEntry("test-accuracy", 0.9)
                .containsEntry("epoch", 2.0);
    }

    @Test
    void damagedResultsAreNamed() throws Exception {
        VersionWriter.Training training = training();
        for (String damaged : List.of("{", "[1]", "{\"a\": \"b\"}")) {
            Files.writeString(training.folder().resolve("results.json"), damaged);
            assertThatThrownBy(() -> VersionWriter.register(registry(), "birds", training))
                    .isInstanceOf(xai4j.tensor.XaiException.class)
                    .hasMessageContaining("results.json");
        }
        assertThat(registry().versions("birds")).isEmpty();
    }

    @Test
    void anotherPictureIsAnotherHash() {
        String hash = DataSummary.of(BirdWorld.training(1, 24).side(16)).sha256();
        assertThat(DataSummary.of(BirdWorld.training(1, 24).side(16)).sha256()).isEqualTo(hash);
        assertThat(DataSummary.of(BirdWorld.training(2, 24).side(16)).sha256()).isNotEqualTo(hash);
        assertThat(DataSummary.of(BirdWorld.training(1, 24).side(17)).sha256()).isNotEqualTo(hash);
        assertThat(DataSummary.of(BirdWorld.training(1, 36).side(16)).sha256()).isNotEqualTo(hash);
    }

    /** The keys that MLflow's own loader reads ("MLflow Model format" and the flavours onnx and python_function). */
    @Test
    void theFolderIsALocalMlflowModel() throws Exception {
        VersionWriter.register(registry(), "birds", training());
        Path folder = registry().path("birds", 1);
        List<String> lines = Files.readAllLines(folder.resolve("MLmodel"));
        assertThat(lines)
                .contains(
                        "flavors:",
                        "  onnx:",
                        "    data: model.onnx",
                        "  python_function:",
                        "    loader_module: mlflow.onnx",
                        "      conda: conda.yaml",
                        "      virtualenv: python_env.yaml",
                        "  inputs: '[{\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float32\",\"shape\":[-1,3,96,96]}}]'",
                        "  outputs: '[{\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float32\",\"shape\":[-1,12]}}]'");
        assertThat(lines).anyMatch(line -> line.matches("model_uuid: [0-9a-f]{32}"));
        assertThat(lines)
                .anyMatch(
                        line -> line.matches("utc_time_created: '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}'"));
        for (String file : List.of("model.onnx", "conda.yaml", "python_env.yaml", "requirements.txt")) {
            assertThat(folder.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void manyWritersGetANumberEachAndNothingIsHalf() throws Exception {
        VersionWriter.Training training = training();
        ExecutorService writers = Executors.newFixedThreadPool(3);
        List<Future<Integer>> numbers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            numbers.add(writers.submit(() -> VersionWriter.register(registry(), "birds", training)));
        }
        List<Integer> got = new ArrayList<>();
        for (Future<Integer> number : numbers) {
            got.add(number.get());
        }
        writers.shutdown();
        assertThat(got)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 6).boxed().toList());
        assertThat(registry().versions("birds")).hasSize(6);
        for (int number : got) {
            ModelVersion version = registry().version("birds", number);
            assertThat(version.version()).isEqualTo(number);
            version.requireIntact(registry().path("birds", number));
        }
        try (Stream<Path> entries = Files.list(temp.resolve("registry/birds"))) {
            assertThat(entries).hasSize(6);
        }
    }

    @Test
    void aWriterThatFailsLeavesNothing() {
        assertThatThrownBy(() -> registry().register("birds", (folder, number) -> {
                    throw new xai4j.tensor.XaiException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(registry().versions("birds")).isEmpty();
        assertThat(temp.resolve("registry/birds")).isEmptyDirectory();
        assertThat(registry().names()).isEmpty();
    }

    @Test
    void onlyWhatIsThereAndWholeIsPromoted() throws Exception {
        VersionWriter.register(registry(), "birds", training());
        assertThat(registry().promoted("birds")).isEmpty();
        assertThatThrownBy(() -> registry().promote("birds", 2)).hasMessageContaining("versions are 1");
        assertThatThrownBy(() -> registry().promote("robins", 1)).hasMessageContaining("models are birds");
        registry().promote("birds", 1);
        assertThat(registry().promoted("birds")).hasValue(1);
        Files.writeString(registry().path("birds", 1).resolve("labels.txt"), "another\n");
        assertThatThrownBy(() -> registry().promote("birds", 1)).hasMessageContaining("was changed since version 1");
        Files.writeString(temp.resolve("registry/birds/promoted"), "../../etc\n");
        assertThatThrownBy(() -> registry().promoted("birds")).hasMessageContaining("holds no version's number");
    }

    @Test
    void namesThatArePathsAreNone() {
        for (String name : List.of("", "..", ".", "a/b", "a\\b", "-a", "a b", "a:b")) {
            assertThatThrownBy(() -> registry().versions(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatDescribesNoVersionIsSaidInOneLine() throws Exception {
        VersionWriter.register(registry(), "birds", training());
        Path file = registry().path("birds", 1).resolve(ModelVersion.FILE);
        String whole = Files.readString(file);
        for (String damaged : List.of(
                "",
                "{",
                "[]",
                "{}",
                "null",
                whole.replace("\"cnn\"", "null"),
                whole.replace("version/1", "version/9"))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> registry().version("birds", 1))
                    .isInstanceOf(xai4j.tensor.XaiException.class)
                    .hasMessageContaining("version.json");
        }
    }
}
