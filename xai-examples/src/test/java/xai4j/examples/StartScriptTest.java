package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With which Java, and how, the start script runs the program; a script in the place of Java says what it was given. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
    private static final Path SCRIPT = Path.of("src/main/scripts/xai").toAbsolutePath();
    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    @TempDir
    Path temp = Path.of("");

    @BeforeEach
    void standIns() throws IOException {
        Path java = Files.createDirectories(temp.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(temp.resolve("model.onnx"), "a model");
        Files.writeString(temp.resolve("a photograph.jpg"), "a photograph");
        Files.createDirectories(temp.resolve("folder"));
        try (RandomAccessFile large =
                new RandomAccessFile(temp.resolve("large.onnx").toFile(), "rw")) {
            large.setLength(17_000_000);
        }
    }

    @Test
    void whatIsOverSoonDoesWithOneCompiler() throws IOException, InterruptedException {
        assertThat(started()).contains(ONE_COMPILER);
        assertThat(started("--help")).contains(ONE_COMPILER);
        assertThat(started("train", "cnn", "--help")).doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "--help")).contains(ONE_COMPILER);
        assertThat(started("inspect", "model.onnx")).contains(ONE_COMPILER);
        assertThat(started("explain", "model.onnx", "--image", "a photograph.jpg", "--method", "grad-cam,saliency"))
                .contains(ONE_COMPILER);
        assertThat(started(
                        "explain", "--method=grad-cam++", "--image=a photograph.jpg", "--out", "folder", "model.onnx"))
                .contains(ONE_COMPILER);
    }

    @Test
    void whatRunsLongHasBoth() throws IOException, InterruptedException {
        assertThat(started("serve")).doesNotContain(ONE_COMPILER);
        assertThat(started("inspect", "large.onnx")).doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "large.onnx", "--image", "a photograph.jpg", "--method", "grad-cam"))
                .doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "model.onnx", "--image", "folder", "--method", "grad-cam"))
                .doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "model.onnx", "--image=folder", "--method", "grad-cam"))
                .doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "model.onnx", "--image", "a photograph.jpg", "--method", "grad-cam,lime"))
                .doesNotContain(ONE_COMPILER);
        assertThat(started("explain", "model.onnx", "--image", "a photograph.jpg", "--method=rise"))
                .doesNotContain(ONE_COMPILER);
    }

    @Test
    void argumentsArriveAsTheyAre() throws IOException, InterruptedException {
        List<String> words =
                List.of("explain", "model.onnx", "--image", "a photograph.jpg", "--method", "cam", "--out", "* ?", "");
        assertThat(started(words.toArray(String[]::new)))
                .endsWith(words.toArray(String[]::new))
                .contains("xai4j.examples.Main", "-Dxai.terminal=false");
    }

    /** What Java was given. */
    private List<String> started(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", temp.resolve("java").toString());
        environment.remove("XAI_JAVA_OPTS");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return List.of(said.substring(0, said.length() - 1).split("\n", -1));
    }
}
