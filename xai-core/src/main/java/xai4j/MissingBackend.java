package xai4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells which library opens a kind of file, for files whose backend is not on the class path. */
final class MissingBackend {
    private static final Pattern TORCH = Pattern.compile(".*\\.(pt|pth|ptl|torchscript)");
    private static final int START = 512;

    private MissingBackend() {}

    /** What to add for a model, if it is of a kind that one of our backends opens. */
    static Optional<String> advice(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            boolean savedModel = Files.exists(path.resolve("saved_model.pb"));
            return savedModel ? Optional.of(djl("a TensorFlow SavedModel", "TensorFlow")) : Optional.empty();
        }
        if (TORCH.matcher(name).matches() || start(path).matches("(?s)PK.*/(data\\.pkl|data/\\d|code/__torch__).*")) {
            return Optional.of(djl("a PyTorch file", "PyTorch"));
        }
        if (name.endsWith(".pb")) {
            return Optional.of(djl("a TensorFlow graph", "TensorFlow"));
        }
        return name.endsWith(".onnx")
                ? Optional.of("an ONNX file is opened by xai-onnx; add it to the class path")
                : Optional.empty();
    }

    /** Why a class of a backend could not be used. */
    static String reason(LinkageError error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage()).strip();
        return root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException
                ? "the class " + said.replace('/', '.')
                        + " is not on the class path; add the engine that it belongs to (docs/onnx.md, docs/djl.md)"
                : "its engine does not start: " + said;
    }

    private static String djl(String kind, String engine) {
        return kind + " is opened by xai-djl; add it and DJL's " + engine + " engine to the class path (docs/djl.md)";
    }

    private static String start(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
