package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.registry.TrainingLog;
import xai4j.json.ExplanationJson;
import xai4j.nbdt.DecisionPath;

/** {@code xai train nbdt} on the bird network that ships with the project. */
class TrainNbdtIT {
    private static final Path BIRDS =
            Path.of("src/main/resources/xai4j/examples/birds").toAbsolutePath();
    private static final Path NETWORK = BIRDS.resolve("bird-cnn.onnx");

    @TempDir
    private Path temp = Path.of("");

    private Program.Run tune(String arguments, Object from, Path out) throws Exception {
        return new Program(temp).xai("train nbdt " + arguments + " --from", from, "--out", out);
    }

    @Test
    void aFewStepsWriteNetworkTreeAndCurves() throws Exception {
        Path out = temp.resolve("tree");
        Program.Run run = tune("--pictures 4 --epochs 1 --batch 16", NETWORK, out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("epoch  0").contains("network 99.", "hard tree ", "soft tree ");
        assertThat(lines.get(2))
                .startsWith("epoch 1 is kept: network 98.")
                .contains(" of 600)", "hard tree ", "soft tree ");
        assertThat(out.resolve("curves.png")).exists();
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(2);
        Path picture = temp.resolve("fennet.png");
        Files.copy(BIRDS.resolve("fennet.png"), picture);
        Program.Run explained = new Program(temp)
                .xai(
                        "explain",
                        out.resolve("model.onnx"),
                        "--image",
                        picture,
                        "--method nbdt-soft --set",
                        "hierarchy=" + out.resolve("hierarchy.json"),
                        "--out",
                        temp);
        assertThat(explained.status()).as(explained.err()).isZero();
        DecisionPath path = (DecisionPath) ExplanationJson.read(temp.resolve("nbdt-soft.json"));
        assertThat(path.sentence(0)).startsWith("Prediction: crested fennet // Decisions: ");
        assertThat(path.hierarchy().nodes()).hasSize(23);
    }

    @Test
    void aTreeIsRegisteredWithItsThreeAccuracies() throws Exception {
        Path out = temp.resolve("tree");
        String place = " --tag by=test --register " + temp.resolve("models/birds");
        Program.Run run = tune("--pictures 4 --epochs 1 --batch 16" + place, NETWORK, out);
        assertThat(run.status()).as(run.err()).isZero();
        ModelRegistry registry = ModelRegistry.open(temp.resolve("models"));
        ModelVersion version = registry.version("birds", 1);
        version.requireIntact(registry.path("birds", 1));
        assertThat(version.kind()).isEqualTo("nbdt");
        assertThat(version.tags()).containsEntry("by", "test");
        assertThat(version.metrics())
                .containsKeys("test-accuracy", "test-accuracy-low", "test-accuracy-hard-tree", "test-accuracy-network");
        assertThat(version.files())
                .containsKeys("hierarchy.json", "metrics.jsonl", "curves.png", "classes.png", "samples.png");
        assertThat(TrainingLog.read(registry.path("birds", 1)).epochs()).hasSize(2);
    }

    @Test
    void networksThatDoNotSuitAreRefusedInOneLine() throws Exception {
        Path out = temp.resolve("tree");
        Program.Run size = tune("--pictures 2 --size 64", NETWORK, out);
        assertThat(size.status()).isEqualTo(2);
        assertThat(size.err()).hasLineCount(1).contains("bird-cnn.onnx", "96 pixels", "64 pixels", "--size 96");
        Path two = temp.resolve("two");
        for (String label : new String[] {"a", "b"}) {
            Files.createDirectories(two.resolve(label));
            for (int i = 0; i < 12; i++) {
                Files.copy(BIRDS.resolve("fennet.png"), two.resolve(label).resolve(i + ".png"));
            }
        }
        Program.Run classes = tune("--data " + two, NETWORK, out);
        assertThat(classes.status()).isEqualTo(2);
        assertThat(classes.err()).hasLineCount(1).contains("bird-cnn.onnx", "12 classes (", "2 classes (a, b)");
        Program.Run absent = tune("--pictures 2", temp.resolve("nowhere"), out);
        assertThat(absent.status()).isEqualTo(2);
        assertThat(absent.err()).hasLineCount(1).contains("nowhere", "checkpoint.zip", "xai train cnn");
        assertThat(out).doesNotExist();
    }
}
