package xai4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import xai4j.io.FileErrors;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearClassifier;
import xai4j.tensor.XaiException;

/** A classifier that is needed as a file for a moment only. */
final class TemporaryHead {
    private TemporaryHead() {}

    /** Writes the file, uses and removes it. */
    static <T> T use(Backbone backbone, LinearClassifier head, List<String> labels, Function<Path, T> work) {
        try {
            Path file = Files.createTempFile("xai4j-head", ".onnx");
            try {
                HeadExport.write(backbone, head, labels, file);
                return work.apply(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new XaiException("cannot write into the folder of temporary files: " + FileErrors.reason(e), e);
        }
    }
}
