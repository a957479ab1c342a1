package xai4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import xai4j.data.CubBirds.Box;
import xai4j.data.CubBirds.PartPoint;
import xai4j.data.TextTable.Line;
import xai4j.tensor.XaiException;

/** Reads the text files of Caltech-UCSD Birds; photographs and classes have numbers in them that begin at 1. */
final class CubFiles {
    static final String SPLIT = "train_test_split.txt";
    static final String BOXES = "bounding_boxes.txt";
    private static final String IMAGES = "images.txt";
    private static final String LABELS = "image_class_labels.txt";
    private static final String CLASSES = "classes.txt";

    private final Path root;
    private final Map<Integer, String> classes;
    private final List<Integer> numbers;

    CubFiles(Path root) {
        this.root = root;
        this.classes = byNumber(root.resolve(CLASSES), line -> line.columns(2)[1]);
        this.numbers = List.copyOf(classes.keySet());
    }

    /** Names of the classes in the order of the file. */
    List<String> classes() {
        return List.copyOf(classes.values());
    }

    /** All photographs in the order of the file. */
    List<CubBird> birds() {
        Map<Integer, String> files = byNumber(root.resolve(IMAGES), line -> line.columns(2)[1]);
        Map<Integer, Integer> labels = byNumber(root.resolve(LABELS), this::label);
        Map<Integer, Boolean> training = byNumber(root.resolve(SPLIT), CubFiles::flag);
        Map<Integer, Box> boxes =
                Files.exists(root.resolve(BOXES)) ? byNumber(root.resolve(BOXES), CubFiles::box) : Map.of();
        Map<Integer, List<PartPoint>> parts = parts();
        List<CubBird> birds = new ArrayList<>();
        files.forEach((number, file) -> birds.add(new CubBird(
                file,
                known(labels, number, LABELS),
                known(training, number, SPLIT),
                boxes.isEmpty() ? null : known(boxes, number, BOXES),
                List.copyOf(parts.getOrDefault(number, List.of())))));
        return birds;
    }

    private int label(Line line) {
        int number = line.number(line.columns(2)[1], Integer::valueOf);
        int label = numbers.indexOf(number);
        if (label < 0) {
            throw line.wrong("class " + number + " is not in " + CLASSES);
        }
        return label;
    }

    private static boolean flag(Line line) {
        return line.number(line.columns(2)[1], Integer::valueOf) == 1;
    }

    private static Box box(Line line) {
        String[] columns = line.columns(5);
        double[] numbers = new double[4];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = line.number(columns[i + 1], Double::valueOf);
        }
        return new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private Map<Integer, List<PartPoint>> parts() {
        Map<Integer, List<PartPoint>> parts = new LinkedHashMap<>();
        Path places = root.resolve("parts").resolve("part_locs.txt");
        if (Files.exists(places)) {
            Map<Integer, String> names =
                    byNumber(root.resolve("parts").resolve("parts.txt"), line -> line.columns(2)[1]);
            for (Line line : TextTable.read(places)) {
                String[] columns = line.columns(5);
                int photograph = line.number(columns[0], Integer::valueOf);
                String name = names.get(line.number(columns[1], Integer::valueOf));
                if (name == null) {
                    throw line.wrong("part " + columns[1] + " is not in parts.txt");
                }
                double x = line.number(columns[2], Double::valueOf);
                double y = line.number(columns[3], Double::valueOf);
                if (line.number(columns[4], Integer::valueOf) == 1) {
                    parts.computeIfAbsent(photograph, key -> new ArrayList<>()).add(new PartPoint(name, x, y));
                }
            }
        }
        return parts;
    }

    private static <T> Map<Integer, T> byNumber(Path file, Function<Line, T> parser) {
        Map<Integer, T> values = new LinkedHashMap<>();
        for (Line line : TextTable.read(file)) {
            int number = line.number(line.columns(2)[0], Integer::valueOf);
            if (values.put(number, parser.apply(line)) != null) {
                throw line.wrong("number " + number + " comes twice");
            }
        }
        return values;
    }

    private <T> T known(Map<Integer, T> values, int number, String file) {
        T value = values.get(number);
        if (value == null) {
            throw new XaiException(root.resolve(file) + " has no line for photograph " + number);
        }
        return value;
    }
}
