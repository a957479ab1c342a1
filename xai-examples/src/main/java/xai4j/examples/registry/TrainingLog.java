package xai4j.examples.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.tensor.XaiException;

/**
 * The metrics of every epoch, from the {@code metrics.jsonl} that a training leaves, under names that mean the same whatever was trained.
 *
 * @param epochs per epoch its metrics by name
 */
public record TrainingLog(List<Map<String, Double>> epochs) {
    /** Name of the file. */
    public static final String FILE = "metrics.jsonl";
    /** Share of the test pictures recognised; of a tree, by its soft rule. */
    public static final String TEST_ACCURACY = "test-accuracy";
    /** The same of a tree by its hard rule. */
    public static final String TEST_ACCURACY_HARD_TREE = TEST_ACCURACY + "-hard-tree";
    /** The same of the network that a tree was made of. */
    public static final String TEST_ACCURACY_NETWORK = TEST_ACCURACY + "-network";
    /** Mean loss of the test pictures. */
    public static final String TEST_LOSS = "test-loss";
    /** Share of the training pictures recognised. */
    public static final String TRAIN_ACCURACY = "train-accuracy";
    /** Mean loss of the training pictures. */
    public static final String TRAIN_LOSS = "train-loss";
    /** Number of an epoch; among results that of the one that was kept. */
    public static final String EPOCH = "epoch";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> NAMES = names();

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("epoch", EPOCH);
        names.put("testAccuracy", TEST_ACCURACY);
        names.put("softTree", TEST_ACCURACY);
        names.put("hardTree", TEST_ACCURACY_HARD_TREE);
        names.put("network", TEST_ACCURACY_NETWORK);
        names.put("testLoss", TEST_LOSS);
        names.put("trainAccuracy", TRAIN_ACCURACY);
        names.put("trainLoss", TRAIN_LOSS);
        names.put("loss", TRAIN_LOSS);
        names.put("prototypes", "prototypes");
        return Collections.unmodifiableMap(names);
    }

    /** Copies the list. */
    public TrainingLog {
        epochs = List.copyOf(epochs);
    }

    /**
     * Reads the log of a folder; without one there are no epochs.
     *
     * @throws XaiException naming file and line, if it is damaged
     */
    public static TrainingLog read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new TrainingLog(List.of());
        }
        try {
            List<Map<String, Double>> epochs = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                epochs.add(epoch(line, file + ", line " + (epochs.size() + 1)));
            }
            return new TrainingLog(epochs);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    private static Map<String, Double> epoch(String line, String where) {
        try {
            JsonNode json = JSON.readTree(line);
            Map<String, Double> metrics = new LinkedHashMap<>();
            for (JsonNode source : List.of(json.path("metrics"), json)) {
                NAMES.forEach((field, name) -> {
                    if (source.path(field).isNumber()) {
                        metrics.putIfAbsent(name, source.get(field).asDouble());
                    }
                });
                meanOfClasses(source.path("classes"), "precision", metrics);
                meanOfClasses(source.path("classes"), "recall", metrics);
            }
            return metrics;
        } catch (JsonProcessingException e) {
            throw new XaiException(where + ": " + JsonErrors.reason(e), e);
        }
    }

    private static void meanOfClasses(JsonNode classes, String field, Map<String, Double> metrics) {
        double sum = 0;
        int count = 0;
        for (JsonNode one : classes) {
            if (one.path(field).isNumber()) {
                sum += one.get(field).asDouble();
                count++;
            }
        }
        if (count > 0) {
            metrics.putIfAbsent("test-" + field, sum / count);
        }
    }

    /**
     * The metrics of the epoch that was kept; none where there is none.
     *
     * @param results of the training, which name that epoch unless it was the last
     */
    public Map<String, Double> kept(Map<String, Double> results) {
        if (epochs.isEmpty()) {
            return Map.of();
        }
        Map<String, Double> last = epochs.get(epochs.size() - 1);
        Double number = results.get(EPOCH);
        return epochs.stream()
                .filter(epoch -> number != null && number.equals(epoch.get(EPOCH)))
                .findFirst()
                .orElse(last);
    }

    /** One metric over the epochs that have it. */
    public List<Double> curve(String metric) {
        return epochs.stream()
                .filter(epoch -> epoch.containsKey(metric))
                .map(epoch -> epoch.getOrDefault(metric, Double.NaN))
                .toList();
    }
}
