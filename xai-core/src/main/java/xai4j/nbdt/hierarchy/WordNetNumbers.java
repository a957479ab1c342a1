package xai4j.nbdt.hierarchy;

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
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.tensor.XaiException;

/**
 * What a model's classes are called in WordNet or in a tree's file, from a file: a line per class that begins with it, or Keras'
 * {@code imagenet_class_index.json}, {@code {"0": ["n01440764", "tench"], …}}.
 */
public final class WordNetNumbers {
    private static final Pattern NUMBER = Pattern.compile("n\\d{8}\\b");

    private WordNetNumbers() {}

    /**
     * Reads a file.
     *
     * @param ofWordNet whether WordNet is asked for them; otherwise any word will do, such as {@code f00000003}, as long as the leaves
     *     of the tree have it
     * @throws XaiException if the file cannot be read, or has not one number per class
     */
    public static List<String> read(Path file, int classes, boolean ofWordNet) {
        try {
            String text = Files.readString(file).replace("\uFEFF", "");
            List<String> lines = text.stripLeading().startsWith("{")
                    ? indexed(new ObjectMapper().readTree(text))
                    : text.strip().lines().map(String::strip).toList();
            Optional<String> wrong = lines.stream()
                    .filter(line -> ofWordNet && !NUMBER.matcher(line).lookingAt())
                    .findFirst();
            if (wrong.isPresent() || lines.size() != classes) {
                throw new XaiException("wnids file " + file + " should have "
                        + (ofWordNet ? "a WordNet number (n02084071)" : "a line") + " for each of " + classes
                        + " classes; it has "
                        + (lines.size() != classes ? lines.size() + " lines" : "\"" + wrong.orElse("") + "\""));
            }
            return lines.stream().map(WordNetNumbers::first).toList();
        } catch (JsonProcessingException e) {
            throw new XaiException("wnids file " + file + " cannot be used: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new XaiException("wnids file " + file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static String first(String line) {
        return NUMBER.matcher(line).lookingAt() ? line.substring(0, 9) : line.split("\\s+", 2)[0];
    }

    private static List<String> indexed(JsonNode index) {
        return IntStream.range(0, index.size())
                .mapToObj(k -> index.path(Integer.toString(k)).path(0).asText())
                .toList();
    }
}
