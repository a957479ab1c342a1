package xai4j.onnx.graph;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds the models that tests use. */
public final class TestModels {
    private TestModels() {}

    /** A file of the goldens in the test resources. */
    public static Path golden(String name) {
        return resource("goldens/" + name);
    }

    /** A file of the test resources. */
    public static Path resource(String name) {
        URL url = Objects.requireNonNull(TestModels.class.getResource("/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All golden models. */
    public static List<Path> goldens() {
        return onnxFiles(golden("models"));
    }

    /** Real models beside the checkout; the test is skipped when they are not there. */
    public static List<Path> real() {
        Path folder = shared("real");
        return Stream.of("models", "customvision")
                .flatMap(name -> onnxFiles(folder.resolve(name)).stream())
                .toList();
    }

    /** A file or folder beside the checkout; the test is skipped when it is not there. */
    public static Path shared(String name) {
        Path path = Path.of(System.getProperty("xai4j.shared", "")).resolve(name);
        assumeTrue(Files.exists(path), () -> path + " is not there");
        return path;
    }

    private static List<Path> onnxFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
