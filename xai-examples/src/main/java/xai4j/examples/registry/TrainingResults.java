package xai4j.examples.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.numeric.WilsonInterval;
import xai4j.tensor.XaiException;

/**
 * What a training came to in the end, where that is not the last line of its epochs: metrics by the names of {@link TrainingLog}. An accuracy that was found by
 * testing in turn belongs here: no epoch has it.
 */
public final class TrainingResults {
    /** Name of the file. */
    public static final String FILE = "results.json";

    /** Behind the name of a share: where its interval begins. */
    public static final String LOW = "-low";
    /** Behind the name of a share: where its interval ends. */
    public static final String HIGH = "-high";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Double> metrics = new LinkedHashMap<>();

    /** Nothing yet. */
    public TrainingResults() {}

    /** Adds a share that was counted, and the ends of its interval: {@code NAME}, {@code NAME-low}, {@code NAME-high}. */
    public TrainingResults with(String name, WilsonInterval seen) {
        metrics.put(name, seen.share());
        metrics.put(name + LOW, seen.low());
        metrics.put(name + HIGH, seen.high());
        return this;
    }

    /** Adds a number. */
    public TrainingResults with(String name, double value) {
        metrics.put(name, value);
        return this;
    }

    /** Writes the file into a folder. */
    public void write(Path folder) {
        AtomicFile.write(
                folder.resolve(FILE),
                out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(metrics)));
    }

    /** Removes the file that another training left in a folder. */
    public static void forget(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new XaiException("cannot remove " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /**
     * Reads the file of a folder; without one there is nothing.
     *
     * @throws XaiException naming the file, if it is damaged
     */
    public static Map<String, Double> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return JSON.readValue(Files.readString(file), new TypeReference<LinkedHashMap<String, Double>>() {});
        } catch (JsonProcessingException e) {
            throw new XaiException(file + " holds no results: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }
}
