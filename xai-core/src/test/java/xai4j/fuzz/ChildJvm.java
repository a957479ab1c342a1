package xai4j.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class of the test class path in a Java of its own with little memory.
 *
 * @param options of the Java, for example {@code -Xmx256m}
 * @param seconds after which it is taken to hang and is ended
 */
public record ChildJvm(List<String> options, long seconds) {
    /** What a Java ended with; a status of {@link #HUNG} where it had to be ended. */
    public record Result(int status, String output) {}

    /** Status of a Java that did not end by itself. */
    public static final int HUNG = -1;

    /** A Java with a heap of so many megabytes. */
    public static ChildJvm withHeap(int megabytes, long seconds) {
        return new ChildJvm(List.of("-Xmx" + megabytes + "m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"), seconds);
    }

    /** The same with one option more. */
    public ChildJvm with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new ChildJvm(more, seconds);
    }

    /** Runs a class and collects what it prints. */
    public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".txt");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", classPath(), main.getName()));
            command.addAll(List.of(arguments));
            Process child = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = child.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                child.destroyForcibly().waitFor();
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            return new Result(ended ? child.exitValue() : HUNG, text);
        } finally {
            Files.delete(output);
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
