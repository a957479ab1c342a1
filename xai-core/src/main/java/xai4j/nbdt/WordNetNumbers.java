package xai4j.nbdt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import xai4j.XaiException;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;

/**
 * The WordNet numbers of a model's classes from a file: a line per class that begins with it, or Keras' {@code
 * imagenet_class_index.json}, {@code {"0": ["n01440764", "tench"], …}}.
 */
final class WordNetNumbers {
    private static final Pattern NUMBER = Pattern.compile("n\\d{8}\\b");

    private WordNetNumbers() {}

    /** @throws XaiException if the file cannot be read, or has not one number per class */
    static List<String> read(Path file, int classes) {
        try {
            String text = Files.readString(file);
            List<String> lines = text.stripLeading().startsWith("{")
                    ? indexed(new ObjectMapper().readTree(text))
                    : text.strip().lines().map(String::strip).toList();
            Optional<String> wrong = lines.stream()
                    .filter(line -> !NUMBER.matcher(line).lookingAt())
                    .findFirst();
            if (wrong.isPresent() || lines.size() != classes) {
                throw new XaiException("wnids file " + file + " should have a WordNet number (n02084071) for each of "
                        + classes + " classes; it has "
                        + (lines.size() != classes ? lines.size() + " lines" : "\"" + wrong.orElse("") + "\""));
            }
            return lines.stream().map(line -> line.substring(0, 9)).toList();
        } catch (JsonProcessingException e) {
            throw new XaiException("wnids file " + file + " cannot be used: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new XaiException("wnids file " + file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static List<String> indexed(JsonNode index) {
        return IntStream.range(0, index.size())
                .mapToObj(k -> index.path(Integer.toString(k)).path(0).asText())
                .toList();
    }
}
