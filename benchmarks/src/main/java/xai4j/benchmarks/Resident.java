package xai4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that processes have in use (resident set, Linux). */
final class Resident {
    private Resident() {}

    /** Of a process; not a number where that is not known. */
    static double megabytes(long process) {
        Path status = Path.of("/proc", String.valueOf(process), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
