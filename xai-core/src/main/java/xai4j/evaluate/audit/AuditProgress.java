package xai4j.evaluate.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/**
 * What an audit has done so far, in a file to which a line is added per picture, so that a run that was ended goes on where it was. The first line
 * says of what it is; of a last line that is not whole no more is known.
 */
final class AuditProgress implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAP = "evidence";
    private static final String REGISTERED = "registered";

    private final Path file;
    private final Map<String, AuditedPicture> done = new HashMap<>();
    private final BufferedWriter writer;

    /**
     * Opens the file, or begins it.
     *
     * @param head what is audited by what, as text; a file of anything else is refused
     * @throws XaiException if it cannot be written, or is of another audit
     */
    AuditProgress(Path file, String head) {
        this.file = file;
        try {
            boolean there = Files.exists(file) && Files.isRegularFile(file) && Files.size(file) > 0;
            if (there) {
                read(head);
            }
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            write(JSON.createObjectNode().put("audit", head).toString());
            for (AuditedPicture picture : done.values().stream()
                    .sorted(Comparator.comparingInt(AuditedPicture::index))
                    .toList()) {
                write(line(picture));
            }
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private void read(String head) throws IOException {
        List<String> lines = Files.readAllLines(file);
        JsonNode first = parsed(lines.get(0));
        if (first == null || !first.path("audit").asText().equals(head)) {
            throw new XaiException(file
                    + " is of another audit (of other pictures or masks, another model, method or options); choose another folder,"
                    + " or delete the file to begin anew");
        }
        for (String line : lines.subList(1, lines.size())) {
            JsonNode json = parsed(line);
            if (json != null) {
                picture(json).ifPresent(picture -> done.put(picture.name(), picture));
            }
        }
    }

    private static @Nullable JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // the program was ended while it wrote this line
            return null;
        }
    }

    /** What is known of a picture already. */
    Optional<AuditedPicture> of(String name) {
        return Optional.ofNullable(done.get(name));
    }

    /** How many pictures were done when the file was opened. */
    int resumed() {
        return done.size();
    }

    /**
     * Adds a picture.
     *
     * @throws XaiException if it cannot be written; what was written before can be gone on with
     */
    synchronized void add(AuditedPicture picture) {
        try {
            write(line(picture));
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private XaiException cannotWrite(IOException e) {
        return new XaiException(
                "cannot write " + file + ": " + FileErrors.reason(e)
                        + "; run the same command again to go on where it stopped",
                e);
    }

    private void write(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
    }

    private static String line(AuditedPicture picture) {
        ObjectNode json = JSON.createObjectNode()
                .put("index", picture.index())
                .put("name", picture.name())
                .put("label", picture.label())
                .put("predicted", picture.predicted())
                .put("score", picture.score())
                .put("onObject", picture.onObject())
                .put("onBorder", picture.onBorder())
                .put("inCorners", picture.inCorners())
                .put(MAP, picture.evidence().text());
        picture.registered().ifPresent(map -> json.put(REGISTERED, map.text()));
        return json.toString();
    }

    private static Optional<AuditedPicture> picture(JsonNode json) {
        if (!json.has(MAP)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AuditedPicture(
                    json.path("index").asInt(),
                    json.path("name").asText(),
                    json.path("label").asInt(),
                    json.path("predicted").asInt(),
                    json.path("score").asDouble(),
                    EvidenceMap.parse(json.path(MAP).asText()),
                    json.has(REGISTERED)
                            ? Optional.of(
                                    EvidenceMap.parse(json.path(REGISTERED).asText()))
                            : Optional.empty(),
                    json.path("onObject").asDouble(Double.NaN),
                    json.path("onBorder").asDouble(Double.NaN),
                    json.path("inCorners").asDouble(Double.NaN)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Closes the file, which stays. */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Deletes the file of an audit that is done. */
    void delete() {
        FileErrors.deleteIfThere(file);
    }
}
