package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes so that the program starts quickly is fit to be used where it was made. */
class StartArchiveIT {
    private static final Path PROGRAM = Path.of("target/xai").toAbsolutePath();

    @TempDir
    Path temp = Path.of("");

    @Test
    void theArchiveOfClassesIsUsedAndHoldsThoseOfTheCommandLine() throws IOException, InterruptedException {
        Path log = temp.resolve("classes.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xshare:on",
                        "-XX:SharedArchiveFile=" + PROGRAM.resolve("lib/xai.jsa"),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        PROGRAM.resolve("lib") + "/*",
                        "xai4j.examples.Main",
                        "--version"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains(" xai4j.examples.Main ") && line.contains("shared objects file"))
                .anyMatch(line -> line.contains(" picocli.CommandLine ") && line.contains("shared objects file"))
                .noneMatch(line -> line.contains(" picocli.") && !line.contains("shared objects file"));
    }
}
