package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.birds.BirdFolder;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdSplit;
import xai4j.explain.Progress;

/** Audits by the packaged program. */
class AuditIT {
    @TempDir
    private Path temp;

    private Path out;
    private Program program;

    @BeforeEach
    void program() {
        out = temp.resolve("audit");
        program = new Program(temp);
    }

    /** Biased birds, 14 of each species. */
    private Path birds() {
        Path folder = temp.resolve("birds");
        new BirdFolder(new EnumMap<>(Map.of(BirdSplit.TRAIN, 168)), 96, 3, true).write(folder, Progress.SILENT);
        return folder.resolve("train");
    }

    private void assertRefused(Program.Run run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").hasLineCount(1);
    }

    @Test
    void theSnowIsFoundUnaskedByWhichABirdIsKnownAndNothingInTheFairNetwork() throws Exception {
        Path pictures = birds();
        // two files of one name in two classes, and one that is no picture
        for (String species : List.of("amber reedling", "golden murrel")) {
            Files.copy(
                    first(pictures.resolve(species)), pictures.resolve(species).resolve("same.png"));
        }
        Files.writeString(pictures.resolve("violet murrel/zz.png"), "no picture");

        Program.Run run = program.xai(
                "audit",
                BirdSample.BIASED_CNN.copyTo(temp),
                "--data",
                pictures,
                "--with",
                BirdSample.CNN.copyTo(temp),
                "--concepts=4",
                "--out",
                out);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("\"barred tarrel\" hangs on the background", "1 of 171 pictures could not be audited");
        JsonNode json = new ObjectMapper().readTree(out.resolve("audit.json").toFile());
        assertThat(json.path("schema").asInt()).isEqualTo(1);
        assertThat(json.at("/findings/0/class").asText()).isEqualTo("barred tarrel");
        assertThat(json.path("findings")).hasSize(1);
        assertThat(json.at("/findings/0/share").asDouble()).isGreaterThan(0.4);
        assertThat(json.at("/comparison/findings")).isEmpty();
        assertThat(json.at("/failures/0/name").asText()).isEqualTo("violet murrel/zz.png");
        assertThat(json.path("pictures")).hasSize(170);
        // what decides is trees in the snow, not the bird
        assertThat(run.out()).contains("What decides most of \"barred tarrel\"", "is hardly ever on the object");
        JsonNode snow = json.at("/classes/4/concepts/found/0");
        assertThat(json.at("/classes/4/label").asText()).isEqualTo("barred tarrel");
        assertThat(snow.path("importance").asDouble()).isGreaterThan(0.6);
        assertThat(snow.path("onObject").asDouble()).isLessThan(0.1);
        assertThat(out.resolve("report.html")).content().contains("barred tarrel", "violet murrel/zz.png");
        assertThat(out.resolve("model-card.md")).exists();
        assertThat(out.resolve("audit-progress.jsonl")).doesNotExist();
    }

    private static Path first(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void badInputIsRefusedInOneLine() throws Exception {
        Path model = BirdSample.CNN.copyTo(temp);
        Path empty = Files.createDirectory(temp.resolve("empty"));
        Path flat = Files.createDirectory(temp.resolve("flat"));
        BirdSample.FENNET.copyTo(flat);
        Path strange = Files.createDirectories(temp.resolve("strange/dogs"));
        BirdSample.FENNET.copyTo(strange);
        assertRefused(program.xai("audit", model, "--data", empty, "--out", out), "empty", "no sub-folders");
        assertRefused(program.xai("audit", model, "--data", flat, "--out", out), "flat", "one per class");
        assertRefused(
                program.xai("audit", model, "--data", strange.getParent(), "--out", out),
                "none of the folder's classes (dogs)");
        assertRefused(program.xai("audit", model, "--data", temp.resolve("gone"), "--out", out), "no such folder");
        Path birds = Files.createDirectories(temp.resolve("birds/crested fennet"));
        BirdSample.FENNET.copyTo(birds);
        assertRefused(
                program.xai(
                        "audit",
                        model,
                        "--data",
                        birds.getParent(),
                        "--with",
                        temp.resolve("other.onnx"),
                        "--out",
                        out),
                "there is no model at",
                "other.onnx");
        assertRefused(
                program.xai("audit", model, "--data", empty, "--budget", "soon", "--out", out), "budget of \"soon\"");
        assertRefused(
                program.xai(
                        "audit",
                        model,
                        "--data",
                        strange.getParent(),
                        "--masks",
                        temp.resolve("nowhere"),
                        "--out",
                        out),
                "nowhere");
        assertRefused(
                program.xai("audit", model, "--data", strange.getParent(), "--method", "nonsense", "--out", out),
                "nonsense");
        // what was refused leaves no folder behind
        assertThat(out).doesNotExist();
    }
}
