package xai4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.model.description.LabelText;
import xai4j.tensor.XaiException;

/** Reads the names of classes from a file. */
final class LabelFile {
    private LabelFile() {}

    /**
     * Reads a line per label, numbered lines, or JSON such as Keras' {@code imagenet_class_index.json}: {@code {"0": ["n01440764",
     * "tench"], …}}.
     *
     * @throws XaiException if the file cannot be read or is neither
     */
    static List<String> read(Path path) {
        try {
            List<String> labels = LabelText.parse(Files.readString(path));
            if (labels.isEmpty()) {
                throw new XaiException("labels file " + path + " is empty");
            }
            return labels;
        } catch (JsonProcessingException e) {
            throw new XaiException("labels file " + path + " cannot be used: " + JsonErrors.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new XaiException("labels file " + path + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new XaiException("labels file " + path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
