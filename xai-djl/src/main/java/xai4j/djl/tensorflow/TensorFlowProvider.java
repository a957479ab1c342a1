package xai4j.djl.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import xai4j.djl.engine.DjlEngine;
import xai4j.io.FileErrors;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelProvider;

/** Opens TensorFlow SavedModel folders and frozen graphs. */
public final class TensorFlowProvider implements ModelProvider {
    /** A node of text, or what may stand before the first, perhaps after comments. */
    private static final Pattern TEXT = Pattern.compile(
            "(\\s|#[^\\n]*\\n)*(node|library|versions)\\s*:?\\s*\\{\\s*(name|op|function|producer|\\})");

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
        return String.valueOf(path.getFileName()).equals("saved_model.pb") || isGraph(path) || isText(path);
    }

    @Override
    public Model open(Path path, LoadOptions options) {
        if (Files.isRegularFile(path) && isText(path)) {
            throw new ModelException(
                    path + " is a TensorFlow GraphDef written as text (.pbtxt); binary ones are opened."
                            + " Convert it: graph = google.protobuf.text_format.Parse(open(IN).read(), tf.compat.v1.GraphDef());"
                            + " open(OUT, \"wb\").write(graph.SerializeToString())");
        }
        DjlEngine.TENSORFLOW.start();
        return TensorFlowModel.open(path, options);
    }

    /** A GraphDef begins with a node, and a node with its name and the name of its operation. */
    private static boolean isGraph(Path path) {
        byte[] start = start(path);
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
    }

    private static boolean isText(Path path) {
        return TEXT.matcher(new String(start(path), StandardCharsets.UTF_8)).lookingAt();
    }

    private static byte[] start(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(512);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
