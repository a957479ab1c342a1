package xai4j.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.anchors.Anchor;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.JsonErrors;
import xai4j.nbdt.DecisionPath;
import xai4j.prototype.PrototypeMatches;
import xai4j.tensor.XaiException;
import xai4j.visualize.FeatureImage;

/** Explanations to JSON and back without loss: every float is written with the digits that identify it. */
public final class ExplanationJson {
    private static final List<Class<? extends Explanation>> BUILT_IN = List.of(
            SaliencyMap.class,
            SegmentAttribution.class,
            Anchor.class,
            FeatureImage.class,
            PrototypeMatches.class,
            DecisionPath.class);

    private ExplanationJson() {}

    /** An explanation as JSON text. Its class carries a {@code @JsonTypeName}. */
    public static String write(Explanation explanation) {
        try {
            return mapper(List.of()).writeValueAsString(explanation);
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes an explanation to a file, whole or not at all. */
    public static void write(Explanation explanation, Path path) {
        AtomicFile.write(path, out -> out.write(write(explanation).getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads an explanation of a type that comes with this library. */
    public static Explanation read(String text) {
        return read(text, List.of());
    }

    /**
     * Reads an explanation.
     *
     * @param text JSON
     * @param more types of explanation that do not come with this library
     * @throws XaiException if the text is not an explanation of a known type
     */
    public static Explanation read(String text, List<Class<? extends Explanation>> more) {
        try {
            return mapper(more).readValue(text, Explanation.class);
        } catch (JsonProcessingException e) {
            throw new XaiException("not an explanation in JSON: " + JsonErrors.reason(e), e);
        }
    }

    /** Reads an explanation from a file. */
    public static Explanation read(Path path) {
        try {
            return read(Files.readString(path), List.of());
        } catch (IOException e) {
            throw new XaiException("cannot read " + path + ": " + FileErrors.reason(e), e);
        }
    }

    private static ObjectMapper mapper(List<Class<? extends Explanation>> more) {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new TensorModule())
                .build();
        BUILT_IN.forEach(mapper::registerSubtypes);
        more.forEach(mapper::registerSubtypes);
        return mapper;
    }
}
