package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.djl.Platform;

/** What a process with a TorchScript model leaves behind, and how it ends. */
class TorchProcessTest {
    private static final int PATIENCE_SECONDS = 240;
    private static final String FILE = Golden.path("models/cnn_gap.trace.pt").toString();

    @TempDir
    private Path temp;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @Test
    void aModelLeavesNothingInHomeAndTempFolderWhenItsLibrariesHaveAFolder() throws Exception {
        Path home = Files.createDirectory(temp.resolve("home"));
        Path tmp = Files.createDirectory(temp.resolve("tmp"));
        ProcessBuilder child = child(home, tmp, "once", FILE);
        child.environment().put("ENGINE_CACHE_DIR", engineCache().toString());
        assertThat(run(child)).isEqualTo(0);
        assertThat(contents(home)).isEmpty();
        assertThat(contents(tmp)).isEmpty();
    }

    @Test
    void closingWaitsForThirtyTwoUsers() throws Exception {
        assertThat(run(child(temp, temp, "close", FILE, "5"))).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"exit, 0", "term, 143"})
    void aProgramThatEndsWhileThreadsWorkDoesNotCrash(String how, int status) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(run(child(temp, temp, how, FILE))).isEqualTo(status);
        }
    }

    /** Where this machine's tests have their libraries already, so that they are not unpacked once more. */
    private static Path engineCache() {
        String given = System.getenv("ENGINE_CACHE_DIR");
        return given != null ? Path.of(given) : Path.of(System.getProperty("user.home"), ".djl.ai");
    }

    private ProcessBuilder child(Path home, Path tmp, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Xmx512m",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + tmp,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                TorchChild.class.getName());
        builder.command().addAll(List.of(arguments));
        Map<String, String> environment = builder.environment();
        // each of them switches an engine's reports off by itself
        List.of("CI", "TF_BUILD", "GITHUB_ACTIONS", "OPT_OUT_TRACKING").forEach(environment::remove);
        environment.put("HOME", home.toString());
        environment.put("ENGINE_CACHE_DIR", engineCache().toString());
        List.of("TMPDIR", "TMP", "TEMP").forEach(name -> environment.put(name, tmp.toString()));
        return builder;
    }

    private int run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path said = Files.createTempFile(temp, "said", ".txt");
        File work = Files.createTempDirectory(temp, "work").toFile();
        Process process = builder.directory(work)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        System.out.print(Files.readString(said));
        return process.exitValue();
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.skip(1).toList();
        }
    }
}
