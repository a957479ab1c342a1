package xai4j.nbdt.hierarchy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.tensor.XaiException;

/**
 * Trees in files: our own JSON, whose leaves belong to the classes that they name, or the node-link JSON of the NBDT authors' {@code graph-*.json}, whose leaves are classes by
 * number ({@code f00000003}), by label, or by the WordNet numbers in a {@code wnids.txt} beside it.
 */
public final class HierarchyFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNNAMED = "(generated)";

    private HierarchyFile() {}

    /** Writes a tree as JSON, whole or not at all. */
    public static void write(Hierarchy hierarchy, Path file) {
        byte[] json = json(hierarchy);
        AtomicFile.write(file, out -> out.write(json));
    }

    /** A tree as bytes of a file. */
    static byte[] json(Hierarchy hierarchy) {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(hierarchy)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * Reads a tree.
     *
     * @param labels names of the model's classes, in the order of its scores
     * @throws XaiException naming the file, if it cannot be read or is no tree over these classes
     */
    public static Hierarchy read(Path file, int classes, List<String> labels) {
        return read(file, classes, labels, List.of());
    }

    /**
     * Reads a tree whose leaves may be named by WordNet numbers.
     *
     * @param labels names of the model's classes, in the order of its scores
     * @param numbers their WordNet numbers, in the same order; when empty, those of a {@code wnids.txt} beside the file
     * @throws XaiException naming the file, if it cannot be read or is no tree over these classes
     */
    public static Hierarchy read(Path file, int classes, List<String> labels, List<String> numbers) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            requireKnown(json, numbers);
            Hierarchy hierarchy = json.has("links")
                    ? linked(json, classes, labels, numbers.isEmpty() ? numbersBeside(file) : numbers)
                    : own(json);
            if (hierarchy.classes() != classes) {
                throw new IllegalArgumentException("it has " + hierarchy.classes() + " classes, the model " + classes);
            }
            return LeafNames.ordered(hierarchy, labels);
        } catch (JsonProcessingException e) {
            throw new XaiException("hierarchy " + file + " cannot be used: " + JsonErrors.reason(e), e);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new XaiException("hierarchy " + file + " cannot be used: " + firstLine(e), e);
        } catch (IOException e) {
            throw new XaiException("hierarchy " + file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /** What Jackson would make of missing, empty and broken numbers is another tree, or none that can be drawn. */
    private static Hierarchy own(JsonNode json) throws JsonProcessingException {
        requireForm(json.isObject(), "it is no JSON object with \"classes\", \"nodes\" and \"root\"");
        for (String number : List.of("classes", "root")) {
            requireForm(
                    json.path(number).canConvertToInt() && json.path(number).isIntegralNumber(),
                    "\"" + number + "\" is " + (json.has(number) ? "no whole number" : "missing"));
        }
        requireForm(json.path("nodes").isArray(), "\"nodes\" is " + (json.has("nodes") ? "no list" : "missing"));
        int number = 0;
        for (JsonNode node : json.path("nodes")) {
            requireForm(node.path("name").isTextual(), "node " + number + " has no \"name\" that is a text");
            requireForm(node.path("children").isArray(), "node " + number + " has no \"children\" that are a list");
            for (JsonNode child : node.path("children")) {
                requireForm(
                        child.canConvertToInt() && child.isIntegralNumber(),
                        "node " + number + " has a child that is no whole number"
                                + (child.isNumber() || child.isTextual() ? ", " + child : ""));
            }
            number++;
        }
        return JSON.treeToValue(json, Hierarchy.class);
    }

    private static void requireForm(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** A file of numbers that was given and has nothing to do with the tree is a mistake, not a wish for the labels. */
    private static void requireKnown(JsonNode json, List<String> numbers) {
        boolean known = numbers.isEmpty() || !json.has("links");
        for (JsonNode node : json.path("nodes")) {
            known |= numbers.contains(node.path("id").asText());
        }
        if (!known) {
            throw new IllegalArgumentException("none of its nodes is in the file that wnids names");
        }
    }

    private static List<String> numbersBeside(Path file) throws IOException {
        Path beside = file.resolveSibling("wnids.txt");
        return Files.exists(beside)
                ? Files.readAllLines(beside).stream().map(String::strip).toList()
                : List.of();
    }

    /** Nodes with a single child, of which WordNet has many, are left out: nothing is decided there. */
    private static Hierarchy linked(JsonNode json, int classes, List<String> labels, List<String> numbers) {
        Map<String, List<String>> children = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        for (JsonNode node : json.path("nodes")) {
            children.put(node.path("id").asText(), new ArrayList<>());
            names.put(node.path("id").asText(), node.path("label").asText(""));
        }
        List<String> targets = new ArrayList<>();
        for (JsonNode link : json.path("links")) {
            List<String> known = children.get(link.path("source").asText());
            if (known == null || !children.containsKey(link.path("target").asText())) {
                throw new IllegalArgumentException("the link " + link + " is between unknown nodes");
            }
            known.add(link.path("target").asText());
            targets.add(link.path("target").asText());
        }
        List<String> roots =
                children.keySet().stream().filter(id -> !targets.contains(id)).toList();
        if (roots.size() != 1) {
            throw new IllegalArgumentException("it has " + roots.size() + " roots; a tree has one");
        }
        Map<String, Integer> leaves = new HashMap<>();
        children.forEach((id, below) -> {
            if (below.isEmpty()) {
                leaves.put(id, leaf(id, names.getOrDefault(id, ""), classes, labels, numbers));
            }
        });
        return new Numbering(classes, labels, children, names, leaves).of(roots.get(0));
    }

    private static int leaf(String id, String name, int classes, List<String> labels, List<String> numbers) {
        int number = numbers.indexOf(id);
        if (number < 0 && id.matches("f\\d{8}")) {
            number = Integer.parseInt(id.substring(1));
        }
        for (int i = 0; number < 0 && i < labels.size(); i++) {
            String label = labels.get(i).toLowerCase(Locale.ROOT);
            number = label.equals(name.toLowerCase(Locale.ROOT)) || label.equals(id.toLowerCase(Locale.ROOT)) ? i : -1;
        }
        if (number < 0 || number >= classes) {
            throw new IllegalArgumentException("leaf " + id + " (" + name + ") is none of the model's " + classes
                    + " classes; wnids=FILE, or a wnids.txt beside the file, can say which it is");
        }
        return number;
    }

    /** Gives inner nodes numbers, children before parents. */
    private static final class Numbering {
        private final int classes;
        private final Map<String, List<String>> children;
        private final Map<String, String> names;
        private final Map<String, Integer> leaves;
        private final List<List<Integer>> numbered = new ArrayList<>();
        private final List<String> given = new ArrayList<>();
        private final List<String> labels;

        Numbering(
                int classes,
                List<String> labels,
                Map<String, List<String>> children,
                Map<String, String> names,
                Map<String, Integer> leaves) {
            this.classes = classes;
            this.labels = labels;
            this.children = children;
            this.names = names;
            this.leaves = leaves;
            for (int i = 0; i < classes; i++) {
                numbered.add(List.of());
                given.add("");
            }
        }

        Hierarchy of(String root) {
            int number = number(root, 0);
            return Hierarchy.named(classes, numbered, number, labels).renamed(given);
        }

        private int number(String id, int depth) {
            if (depth > children.size()) {
                throw new IllegalArgumentException("its links go round in a circle");
            }
            Integer leaf = leaves.get(id);
            if (leaf != null) {
                return leaf;
            }
            List<Integer> below = children.getOrDefault(id, List.of()).stream()
                    .map(child -> number(child, depth + 1))
                    .toList();
            if (below.size() == 1) {
                return below.get(0);
            }
            String name = names.getOrDefault(id, "");
            numbered.add(below);
            given.add(name.equals(UNNAMED) ? "" : name);
            return numbered.size() - 1;
        }
    }
}
