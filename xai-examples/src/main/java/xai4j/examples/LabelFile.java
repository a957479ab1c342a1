package xai4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xai4j.XaiException;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;

/** Reads the names of classes from a file. */
final class LabelFile {
    private LabelFile() {}

    /**
     * Reads a line per label, or Keras' {@code imagenet_class_index.json}: {@code {"0": ["n01440764", "tench"], …}}.
     *
     * @throws XaiException if the file cannot be read or is neither
     */
    static List<String> read(Path path) {
        try {
            String text = withoutMark(Files.readString(path));
            return text.stripLeading().startsWith("{") ? classIndex(path, text) : lines(path, text);
        } catch (IOException e) {
            throw new XaiException("labels file " + path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /** Windows' editors begin UTF-8 files with a byte order mark. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static List<String> lines(Path path, String text) {
        List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        if (lines.isEmpty()) {
            throw new XaiException("labels file " + path + " is empty");
        }
        return lines;
    }

    private static List<String> classIndex(Path path, String text) {
        try {
            JsonNode index = new JsonMapper().readTree(text);
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < index.size(); i++) {
                JsonNode entry = index.get(Integer.toString(i));
                if (entry == null || entry.size() < 2) {
                    throw new XaiException("labels file " + path + " has no [id, name] for class " + i);
                }
                labels.add(entry.get(1).asText());
            }
            return labels;
        } catch (JsonProcessingException e) {
            throw new XaiException("labels file " + path + " cannot be used: " + JsonErrors.reason(e), e);
        }
    }
}
