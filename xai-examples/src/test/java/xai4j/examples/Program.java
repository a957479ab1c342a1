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
    private final Path program;

    /** Keeps what the program says in files of a folder. */
    Program(Path temp) {
        this(temp, PROGRAM);
    }

    /** A program that was packaged elsewhere. */
    Program(Path temp, Path program) {
        this.temp = temp;
        this.program = program;
    }

    /** What a run left behind. */
    record Run(int status, String out, String err) {}

    /** Runs the program; arguments given as text may hold several, separated by blanks. */
    Run xai(Object... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    /** Runs the program until there is a certain file, and then asks it to end. */
    Run xaiUntil(Path file, Object... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && !Files.exists(file) && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroy();
        return end(process);
    }

    private Process start(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Object argument : arguments) {
            command.addAll(argument instanceof String text ? Arrays.asList(text.split(" ")) : List.of("" + argument));
        }
        return new ProcessBuilder(command)
                .redirectOutput(stdout().toFile())
                .redirectError(stderr().toFile())
                .start();
    }

    private Path stdout() {
        return temp.resolve("stdout.txt");
    }

    private Path stderr() {
        return temp.resolve("stderr.txt");
    }

    private Run end(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the program ends")
                .isTrue();
        return new Run(process.exitValue(), Files.readString(stdout()), Files.readString(stderr()));
    }
}
