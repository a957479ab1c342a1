package xai4j.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as the page on Spark starts it: {@code java @target/spark-audit FOLDER MODEL}. */
class SparkAuditIT {
    @TempDir
    private Path folder = Path.of("");

    private record Ended(int status, String out, String errors) {}

    private Ended audit(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command(arguments))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@target/spark-audit"));
        command.addAll(List.of(arguments));
        return command;
    }

    @Test
    void runsFromItsFileOfArguments() throws IOException, InterruptedException {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Files.copy(SparkAuditTest.BIRDS.resolve("fennet.png"), pictures.resolve("bird.png"));
        Ended ended = audit(
                pictures.toString(),
                SparkAuditTest.BIRDS.resolve("bird-cnn.onnx").toString());
        assertThat(ended.status()).as(ended.errors()).isZero();
        assertThat(ended.out()).startsWith("crested fennet: 1 pictures");
        assertThat(audit().errors()).contains("usage: FOLDER MODEL");
    }
}
