package xai4j.model.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Names of classes as text: a line per name, lines with the number of the class in front (Teachable Machine) or with WordNet's number of what is meant (a
 * {@code synset.txt}: {@code n01440764 tench, Tinca tinca}), or JSON in one of the forms that tools write.
 */
public final class LabelText {
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,6})[\\s:,]+(\\S.*)");
    private static final Pattern SYNSET = Pattern.compile("n\\d{8}\\s+(\\S.*)");
    private static final List<String> KEYS =
            List.of("id2label", "labels", "label_names", "class_names", "classes", "names", "label2id");
    private static final JsonMapper JSON = new JsonMapper();

    private LabelText() {}

    /**
     * Reads names of classes.
     *
     * @return the names in order of the classes; none when the text is empty
     * @throws JsonProcessingException if the text begins like JSON and is none
     * @throws IllegalArgumentException if it is JSON without names of classes
     */
    public static List<String> parse(String text) throws JsonProcessingException {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String start = plain.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            return json(JSON.readTree(plain))
                    .orElseThrow(() -> new IllegalArgumentException("it is JSON, but no name for each class is in it"));
        }
        return lines(plain);
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return numbered(lines).orElseGet(() -> withoutSynsets(lines));
    }

    /** Names without WordNet's numbers, when every line has one. */
    private static List<String> withoutSynsets(List<String> lines) {
        boolean all = lines.stream().allMatch(line -> SYNSET.matcher(line).matches());
        return all
                ? lines.stream()
                        .map(line -> SYNSET.matcher(line).replaceFirst("$1"))
                        .toList()
                : lines;
    }

    /** Names in the order of the numbers in front of them, when every line has one and they are 0, 1, 2 … in any order. */
    private static Optional<List<String>> numbered(List<String> lines) {
        Map<Integer, String> byNumber = new TreeMap<>();
        for (String line : lines) {
            Matcher matcher = NUMBERED.matcher(line);
            if (matcher.matches()) {
                byNumber.put(Integer.parseInt(matcher.group(1)), matcher.group(2));
            }
        }
        return inOrder(byNumber, lines.size());
    }

    /** The values of 0, 1, 2 …; empty when some number has none, or there are others. */
    private static Optional<List<String>> inOrder(Map<Integer, String> byNumber, int count) {
        boolean complete = count > 0
                && byNumber.size() == count
                && IntStream.range(0, count).allMatch(byNumber::containsKey);
        return complete ? Optional.of(List.copyOf(new TreeMap<>(byNumber).values())) : Optional.empty();
    }

    /** Names of classes in JSON: a list, an object from number to name or from name to number, or either under a usual key. */
    static Optional<List<String>> json(JsonNode node) {
        if (node.isArray()) {
            return list(node);
        }
        for (String key : KEYS) {
            Optional<List<String>> inside = node.has(key) ? json(node.get(key)) : Optional.empty();
            if (inside.isPresent()) {
                return inside;
            }
        }
        return node.isObject() ? index(node) : Optional.empty();
    }

    private static Optional<List<String>> list(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(item -> name(item).ifPresent(names::add));
        return !names.isEmpty() && names.size() == array.size() ? Optional.of(names) : Optional.empty();
    }

    /** A name by itself, behind an identifier ({@code ["n01440764", "tench"]}), or as the {@code name} of an object. */
    private static Optional<String> name(JsonNode item) {
        if (item.isTextual()) {
            return Optional.of(item.asText());
        }
        if (item.isArray() && item.size() == 2 && item.get(1).isTextual()) {
            return Optional.of(item.get(1).asText());
        }
        return item.path("name").isTextual() ? Optional.of(item.get("name").asText()) : Optional.empty();
    }

    private static Optional<List<String>> index(JsonNode object) {
        Map<Integer, String> byNumber = new TreeMap<>();
        object.properties().forEach(entry -> {
            if (entry.getValue().isInt()) {
                byNumber.put(entry.getValue().asInt(), entry.getKey());
            } else if (entry.getKey().matches("\\d{1,6}")) {
                name(entry.getValue()).ifPresent(name -> byNumber.put(Integer.parseInt(entry.getKey()), name));
            }
        });
        return inOrder(byNumber, object.size());
    }
}
