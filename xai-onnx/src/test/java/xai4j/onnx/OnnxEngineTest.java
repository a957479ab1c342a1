package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.model.Model;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Tensor;

/** What the engine does besides computing. */
class OnnxEngineTest {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path temp = Path.of("");

    /** What the child process does: opens a model, runs it, and waits as long as an engine that reports its use needs to begin. */
    static final class OpenAndRun {
        private OpenAndRun() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (Model model = Models.load(Path.of(arguments[0]))) {
                model.predict(Tensor.zeros(model.spec().input().batchShape(1)));
            }
            TimeUnit.SECONDS.sleep(3);
        }
    }

    @Test
    void aModelThatRanLeavesNothingInHomeAndTempFolder() throws IOException, InterruptedException {
        Path home = Files.createDirectory(temp.resolve("home"));
        Path tmp = Files.createDirectory(temp.resolve("tmp"));
        assertThat(run(child(home, tmp))).isEmpty();
        assertThat(contents(home)).isEmpty();
        assertThat(contents(tmp)).isEmpty();
    }

    @Test
    void aTempFolderThatIsNotThereIsNamedWithTheRemedy() throws IOException, InterruptedException {
        Path home = Files.createDirectory(temp.resolve("home"));
        assertThat(run(child(home, temp.resolve("absent"))))
                .contains("ONNX Runtime cannot be loaded", "absent", "-Djava.io.tmpdir=DIR");
    }

    @Test
    void anEngineThatReportsItsUseIsNamedUnlessItIsToldNotTo() {
        assertThat(OnnxEngine.warning("1.29.0", null)).get().asString().contains("1.29.0", "ORT_DISABLE_TELEMETRY=1");
        assertThat(OnnxEngine.warning("1.30.1", "0")).isPresent();
        assertThat(OnnxEngine.warning("2.0", null)).isPresent();
        assertThat(OnnxEngine.warning("1.29.0", "1")).isEmpty();
        assertThat(OnnxEngine.warning("1.28.0", null)).isEmpty();
        assertThat(OnnxEngine.warning("1.9.0", null)).isEmpty();
        assertThat(OnnxEngine.warning("", null)).isEmpty();
    }

    private ProcessBuilder child(Path home, Path tmp) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + tmp,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OpenAndRun.class.getName(),
                TestModels.goldens().get(0).toString());
        Map<String, String> environment = builder.environment();
        // each of them switches an engine's reports off by itself
        List.of("CI", "TF_BUILD", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY").forEach(environment::remove);
        environment.put("HOME", home.toString());
        environment.put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        List.of("TMPDIR", "TMP", "TEMP").forEach(name -> environment.put(name, tmp.toString()));
        return builder;
    }

    /** What the child says on standard error. */
    private String run(ProcessBuilder builder) throws IOException, InterruptedException {
        File said = temp.resolve("said.txt").toFile();
        Process process = builder.redirectErrorStream(true).redirectOutput(said).start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said.toPath());
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.skip(1).toList();
        }
    }
}
