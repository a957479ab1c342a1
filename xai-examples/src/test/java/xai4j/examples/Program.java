package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the packaged program. */
final class Program {
    private static final Path PROGRAM = Path.of("target/xai/bin/xai").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 300;

    private final Path temp;

    /** Keeps what the program says in files of a folder. */
    Program(Path temp) {
        this.temp = temp;
    }

    /** What a run left behind. */
    record Run(int status, String out, String err) {}

    /** Runs the program; arguments given as text may hold several, separated by blanks. */
    Run xai(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        for (Object argument : arguments) {
            command.addAll(argument instanceof String text ? Arrays.asList(text.split(" ")) : List.of("" + argument));
        }
        Path stdout = temp.resolve("stdout.txt");
        Path stderr = temp.resolve("stderr.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the program ends")
                .isTrue();
        return new Run(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }
}
