package xai4j.examples.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.FolderFile;
import xai4j.io.JsonErrors;
import xai4j.io.Sha256;
import xai4j.model.description.RegistryEntry;
import xai4j.tensor.XaiException;

/**
 * What is known of one version of a model; {@code version.json} in its folder.
 *
 * @param format of this file
 * @param name of the model
 * @param version its number
 * @param kind {@code cnn}, {@code protopnet} or {@code nbdt}
 * @param created when, in UTC, as ISO 8601
 * @param seed of the training
 * @param code version of the program that trained it
 * @param command what was asked
 * @param tags what people wrote on it
 * @param metrics numbers of the epoch that was kept, and what came in the end
 * @param data what it learnt from and was tested on
 * @param files SHA-256 of every other file of the folder, by path
 */
public record ModelVersion(
        @JsonProperty("format") String format,
        @JsonProperty("name") String name,
        @JsonProperty("version") int version,
        @JsonProperty("kind") String kind,
        @JsonProperty("created") String created,
        @JsonProperty("seed") long seed,
        @JsonProperty("code") String code,
        @JsonProperty("command") String command,
        @JsonProperty("tags") Map<String, String> tags,
        @JsonProperty("metrics") Map<String, Double> metrics,
        @JsonProperty("data") Map<String, DataSummary> data,
        @JsonProperty("files") Map<String, String> files) {
    /** Name of the file. */
    public static final String FILE = RegistryEntry.VERSION;
    /** Name of the model's file. */
    public static final String MODEL = RegistryEntry.MODEL;
    /** The format that is written. */
    public static final String FORMAT = "xai4j-model-version/1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Copies the maps, keeping their order.
     *
     * @throws IllegalArgumentException if something is missing
     */
    public ModelVersion {
        requireGiven(format, "format");
        requireGiven(name, "name");
        requireGiven(kind, "kind");
        requireGiven(created, "created");
        requireGiven(code, "code");
        requireGiven(command, "command");
        tags = copy(tags, "tags");
        metrics = copy(metrics, "metrics");
        data = copy(data, "data");
        files = copy(files, "files");
    }

    private static void requireGiven(Object value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("\"" + field + "\" is missing");
        }
    }

    private static <T> Map<String, T> copy(Map<String, T> map, String field) {
        requireGiven(map, field);
        map.forEach((key, value) -> requireGiven(value, field + "." + key));
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * Reads the file in a folder.
     *
     * @throws XaiException naming the file, if it cannot be read or is none
     */
    public static ModelVersion read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            ModelVersion version = JSON.readValue(Files.readString(file), ModelVersion.class);
            if (version == null || !version.format().equals(FORMAT)) {
                throw new XaiException(file + " is of the format \"" + (version == null ? "" : version.format())
                        + "\", not " + FORMAT);
            }
            return version;
        } catch (JsonProcessingException e) {
            throw new XaiException(file + " describes no version of a model: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    void write(Path folder) {
        AtomicFile.write(folder.resolve(FILE), out -> out.write(JSON.writeValueAsBytes(this)));
    }

    /**
     * Checks that the files of a folder are those that were registered.
     *
     * @throws XaiException naming the first that is missing or another
     */
    public void requireIntact(Path folder) {
        files.forEach((file, hash) -> {
            Path path = FolderFile.inside(folder, file);
            if (!Sha256.of(path).equals(hash)) {
                throw new XaiException(path + " was changed since version " + version + " of " + name
                        + " was registered; register it anew");
            }
        });
        if (!files.containsKey(MODEL)) {
            throw new XaiException(folder + " holds no " + MODEL);
        }
    }
}
