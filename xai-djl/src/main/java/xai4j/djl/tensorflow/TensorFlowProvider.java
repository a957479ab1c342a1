package xai4j.djl.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import xai4j.djl.DjlEngine;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelProvider;

/** Opens TensorFlow SavedModel folders and frozen graphs. */
public final class TensorFlowProvider implements ModelProvider {
    private static final int FIRST_NODE = 0x0a;
    private static final int NODE_NAME = 0x0a;
    private static final int NODE_OPERATION = 0x12;
    private static final int LONGEST_LENGTH = 5;

    /** For {@link java.util.ServiceLoader}. */
    public TensorFlowProvider() {}

    @Override
    public String name() {
        return "DJL TensorFlow";
    }

    @Override
    public String accepts() {
        return "SavedModel folder, frozen graph .pb";
    }

    @Override
    public boolean recognises(Path path) {
        if (Files.isDirectory(path)) {
            return Files.isRegularFile(path.resolve("saved_model.pb"));
        }
        return String.valueOf(path.getFileName()).equals("saved_model.pb") || isGraph(path);
    }

    @Override
    public Model open(Path path, LoadOptions options) {
        DjlEngine.TENSORFLOW.start();
        return TensorFlowModel.open(path, options);
    }

    /** A GraphDef begins with a node, and a node with its name and the name of its operation. */
    private static boolean isGraph(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(512);
            if (start.length < 8 || start[0] != FIRST_NODE) {
                return false;
            }
            int at = 1;
            while (at < LONGEST_LENGTH && start[at] < 0) {
                at++;
            }
            at++;
            if (start[at] != NODE_NAME || start[at + 1] <= 0) {
                return false;
            }
            int operation = at + 2 + start[at + 1];
            return operation < start.length && start[operation] == NODE_OPERATION;
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
