package xai4j.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import xai4j.explain.Explanation;
import xai4j.explain.InputRecord;
import xai4j.io.JsonErrors;
import xai4j.io.Sha256;
import xai4j.tensor.XaiException;

/**
 * That an explanation was made: what, of what, when, by which command, and a fingerprint of its bits; fit to be kept in a file. Each holds the hash of the one
 * before it, so that none can be changed, left out or put in between without breaking the chain.
 *
 * @param id unlike any other's
 * @param time when it was written
 * @param method that explained
 * @param model its name
 * @param modelSha256 fingerprint of the model's file, or empty
 * @param imageSha256 fingerprint of the photograph's pixels, or of the input where there was none; may be empty
 * @param targets what was explained, each with its score
 * @param bits fingerprint of the explanation, {@link #bits(Explanation)}
 * @param command the words of the command line that made it; may be empty
 * @param version of the library that made it
 * @param previous hash of the record before it, or empty for the first
 */
public record ExplanationRecord(
        String id,
        Instant time,
        String method,
        String model,
        String modelSha256,
        String imageSha256,
        List<String> targets,
        String bits,
        List<String> command,
        String version,
        String previous) {
    /** The form that is written. */
    public static final int SCHEMA = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HASH = "hash";

    /** Copies the lists. */
    public ExplanationRecord {
        targets = List.copyOf(targets);
        command = List.copyOf(command);
    }

    /** The record of an explanation, the first of a chain. */
    public static ExplanationRecord of(Explanation explanation, Instant time, List<String> command) {
        var made = explanation.provenance();
        InputRecord input = made.input().orElse(null);
        String photograph = input == null ? "" : input.photographSha256();
        return new ExplanationRecord(
                UUID.randomUUID().toString(),
                time,
                made.method(),
                made.model(),
                made.modelSha256(),
                input != null && photograph.isEmpty() ? input.sha256() : photograph,
                explanation.targets().stream()
                        .map(target -> String.format(Locale.ROOT, "%s %s", target.label(), target.score()))
                        .toList(),
                bits(explanation),
                command,
                made.version(),
                "");
    }

    /** This record after another. */
    public ExplanationRecord after(ExplanationRecord other) {
        return new ExplanationRecord(
                id, time, method, model, modelSha256, imageSha256, targets, bits, command, version, other.hash());
    }

    /** SHA-256 of an explanation's JSON without the wall time and the library's version: the same exactly when everything else is, bit for bit. */
    public static String bits(Explanation explanation) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(ExplanationJson.write(explanation));
            if (json.get("provenance") instanceof ObjectNode made) {
                made.remove(List.of("seconds", "version"));
            }
            return hash(json);
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot read an explanation's own JSON: " + JsonErrors.reason(e), e);
        }
    }

    /** SHA-256 of everything in this record. */
    public String hash() {
        return hash(json());
    }

    /** This record as one line of JSON, its hash last. */
    public String line() {
        return json().put(HASH, hash()).toString();
    }

    /**
     * Reads a record.
     *
     * @throws XaiException if the line is none, of a newer form, or was changed since it was written
     */
    public static ExplanationRecord parse(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new XaiException("it is no record of an explanation: " + JsonErrors.reason(e), e);
        }
        if (!json.path("schema").isInt()) {
            throw new XaiException("it is no record of an explanation: it names no schema");
        }
        if (!json.has(HASH)) {
            throw new XaiException(
                    "it is no record of an explanation, as xai explain --record writes them: it has no hash");
        }
        if (json.get("schema").asInt() != SCHEMA) {
            throw new XaiException("it is of schema " + json.get("schema") + "; this version of xai4j reads " + SCHEMA);
        }
        ExplanationRecord read = new ExplanationRecord(
                text(json, "id"),
                time(text(json, "time")),
                text(json, "method"),
                text(json, "model"),
                text(json, "modelSha256"),
                text(json, "imageSha256"),
                texts(json, "targets"),
                text(json, "bits"),
                texts(json, "command"),
                text(json, "version"),
                text(json, "previous"));
        if (!read.hash().equals(text(json, HASH))) {
            throw new XaiException("it was changed since it was written: its hash is not that of what it says");
        }
        return read;
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode()
                .put("schema", SCHEMA)
                .put("id", id)
                .put("time", time.toString())
                .put("method", method)
                .put("model", model)
                .put("modelSha256", modelSha256)
                .put("imageSha256", imageSha256);
        add(json.putArray("targets"), targets);
        json.put("bits", bits);
        add(json.putArray("command"), command);
        return json.put("version", version).put("previous", previous);
    }

    private static void add(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static String hash(JsonNode json) {
        return Sha256.of(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new XaiException("it is no record of an explanation: \"" + field + "\" is no text");
        }
        return value.asText();
    }

    private static List<String> texts(JsonNode json, String field) {
        if (!json.path(field).isArray()) {
            throw new XaiException("it is no record of an explanation: \"" + field + "\" is no list");
        }
        List<String> texts = new ArrayList<>();
        json.get(field).forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new XaiException("it is no record of an explanation: \"" + text + "\" is no time", e);
        }
    }
}
