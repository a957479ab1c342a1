package xai4j.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelProvider;

/** Opens ONNX files. */
public final class OnnxModelProvider implements ModelProvider {
    private static final int FIELD_IR_VERSION = 0x08;
    private static final int NEWEST_IR_VERSION = 32;

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public String accepts() {
        return ".onnx";
    }

    /** By extension, or because the file begins with an IR version as serialised ONNX models do. */
    @Override
    public boolean recognises(Path path) {
        // TensorFlow's file begins with the same bytes
        if (!Files.isRegularFile(path) || path.endsWith("saved_model.pb")) {
            return false;
        }
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(3);
            return start.length == 3
                    && start[0] == FIELD_IR_VERSION
                    && start[1] > 0
                    && start[1] <= NEWEST_IR_VERSION
                    && (start[2] == 0x12 || start[2] == 0x3A || start[2] == 0x42);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Model open(Path path, LoadOptions options) {
        return OnnxModel.open(path, options);
    }
}
