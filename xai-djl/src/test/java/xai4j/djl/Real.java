package xai4j.djl;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real models and photographs, which are not part of the project. */
public final class Real {
    private Real() {}

    /** A file or folder among them; the test is skipped when it is not there. */
    public static Path path(String name) {
        Path path = Path.of(System.getProperty("xai4j.shared", "../shared"), "real", name);
        Assumptions.assumeTrue(Files.exists(path), "the real models are not here: " + path);
        return path;
    }
}
