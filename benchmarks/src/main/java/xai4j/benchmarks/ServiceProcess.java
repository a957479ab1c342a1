package xai4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code xai serve} as a process of its own, on a free port of loopback. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;

    /**
     * Starts it, with a heap that is there whole from the beginning, so that what grows is seen.
     *
     * @param program the start script
     */
    ServiceProcess(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "serve", "--port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("XAI_JAVA_OPTS", "-Xms1g -Xmx1g -XX:+AlwaysPreTouch");
        process = builder.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        port = port(lines, command);
    }

    private static int port(BufferedReader lines, List<String> command) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new IOException("the service did not start: " + String.join(" ", command));
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The memory that it holds, in megabytes. */
    long residentMegabytes() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        return resident.find() ? Long.parseLong(resident.group(1)) / 1024 : 0;
    }

    /** What processors have spent on it so far, in milliseconds. */
    double processorMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** Asks it to end (SIGTERM), and gives its exit status. */
    int end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the service did not end in " + PATIENCE_SECONDS + " seconds");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
