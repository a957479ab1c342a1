package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code xai birds evaluate} as its users meet it. */
class BirdsEvaluateIT {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void aTableForPeopleAndAFileForPrograms() throws Exception {
        Path out = temp.resolve("evaluation.json");
        Program.Run run =
                new Program(temp).xai("birds evaluate --count 6 --method grad-cam,lime --set samples=40 --out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).as("silence in a pipe").isEmpty();
        assertThat(run.out()).contains("accuracy", "grad-cam", "lime", "(truth)");
        JsonNode report = new ObjectMapper().readTree(out.toFile());
        assertThat(report.get("pictures").asInt()).isEqualTo(6);
        assertThat(report.get("methods")).hasSize(5);
        assertThat(report.get("methods").get(1).get("options").get("samples").asText())
                .isEqualTo("40");
        assertThat(report.get("methods").get(0).get("singleDeletion").asDouble())
                .isBetween(0.0, 1.0);
    }

    @Test
    void whatIsWrongIsSaidInOneLineAndNothingIsWritten() throws Exception {
        Path out = temp.resolve("evaluation.json");
        assertRefused("--method grad-camel --out " + out, "grad-camel");
        assertRefused("--method anchors --count 2 --out " + out, "anchors");
        assertRefused("--method lime --set sample=3 --out " + out, "sample");
        assertRefused("--count 0 --out " + out, "--count 0");
        Path other = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx")
                .toAbsolutePath();
        assertRefused(other + " --out " + out, "cnn_gap", "amber reedling");
        assertThat(out).doesNotExist();
    }

    private void assertRefused(String arguments, String... words) throws Exception {
        Program.Run run = new Program(temp).xai("birds evaluate " + arguments);
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.err().strip().lines().count()).isLessThanOrEqualTo(2);
    }
}
