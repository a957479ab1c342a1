package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.image.Images;

/** {@code xai train protopnet} as its users meet it. */
@EnabledOnOs(OS.LINUX)
class TrainProtoPNetIT {
    private static final String TINY =
            "--pictures 3 --warm-up 0 --epochs 1 --rounds 1 --per-class 2 --channels 8 --threads 1 --neighbours 0 --out";

    @TempDir
    private Path temp = Path.of("");

    private Program.Run train(Object... arguments) throws Exception {
        return new Program(temp)
                .xai(Stream.concat(Stream.of("train protopnet"), Stream.of(arguments))
                        .toArray());
    }

    @Test
    void aNetworkThatExplainsItself() throws Exception {
        Path out = temp.resolve("net");
        Program.Run run = train(TINY, out, "--register", temp.resolve("models/birds"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).as("silence in a pipe").isEmpty();
        requireRegistered("protopnet", "prototypes.json", "prototypes/023.png", "on-birds.json");
        assertThat(run.out()).contains("joint", "push", "crested fennet", "of 24 prototypes show more bird");
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(2);
        assertThat(out.resolve("on-birds.json")).content().contains("\"species\" : \"golden murrel\"");
        for (String picture :
                new String[] {"curves.png", "prototypes.png", "prototypes/000.png", "prototypes/023.png"}) {
            assertThat(Images.read(out.resolve(picture)).getHeight()).isPositive();
        }
        Path why = temp.resolve("why");
        Program.Run explained = new Program(temp)
                .xai(
                        "explain",
                        out.resolve("model.onnx"),
                        "--image",
                        out.resolve("prototypes/000.png"),
                        "--method prototypes --out",
                        why);
        assertThat(explained.status()).as(explained.err()).isZero();
        assertThat(why.resolve("prototypes.png")).exists();

        Program.Run again = train(TINY, out);
        assertRefused(again, "checkpoint", "--resume");
        assertThat(train(TINY, out, "--resume").status()).isZero();
    }

    @Test
    void whatIsWrongIsSaidInOneLineAndNothingIsWritten() throws Exception {
        Path out = temp.resolve("out");
        Path pictures = Files.createDirectories(temp.resolve("pictures"));
        assertRefused(train("--out", out, "--data", pictures), "--from");
        assertRefused(train("--out", out, "--from", temp.resolve("nowhere")), "nowhere", "xai train cnn");
        assertRefused(train("--out", out, "--from", pictures), "pictures", "model.onnx");
        assertRefused(train("--size 64 --out", out), "96", "64");
        assertRefused(train("--rounds 13 --out", out), "rounds", "12 joint epochs", "13");
        assertRefused(train("--blocks 5 --out", out), "1 to 4", "5");
        assertRefused(train("--per-class 0 --out", out), "--per-class 0");
        assertThat(out).doesNotExist();
    }

    private void requireRegistered(String kind, String... files) {
        ModelRegistry registry = ModelRegistry.open(temp.resolve("models"));
        ModelVersion version = registry.version("birds", 1);
        version.requireIntact(registry.path("birds", 1));
        assertThat(version.kind()).isEqualTo(kind);
        assertThat(version.seed()).isEqualTo(1);
        assertThat(version.code()).isNotEmpty();
        assertThat(version.data()).containsKeys("train", "test");
        assertThat(version.metrics()).containsKeys("test-accuracy", "test-accuracy-low", "test-loss", "train-loss");
        assertThat(version.files())
                .containsKeys("model.onnx", "metrics.jsonl", "curves.png", "classes.png", "samples.png")
                .containsKeys(files);
    }

    private static void assertRefused(Program.Run run, String... words) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.err().strip().lines().count()).isLessThanOrEqualTo(2);
    }
}
