package xai4j.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Explanations to JSON and back without loss, bit for bit.
 *
 * <p>Every file says in {@code "schema"} by which form it is written. Files of older forms are read: schema 1 (which said nothing) had tensors
 * as arrays of numbers and segmentations as an id per pixel. A file of a newer form is refused in words, since what its fields mean is not
 * known here; an unknown field alone does not make a newer form and is passed over.
 */
public final class ExplanationJson {
    /** The form that is written. */
    public static final int SCHEMA = 2;

    private static final String SCHEMA_FIELD = "schema";
    private static final int FIRST_SCHEMA = 1;
    private static final long MOST_BYTES = 1L << 30;

    private static final List<Class<? extends Explanation>> BUILT_IN = List.of(
            SaliencyMap.class,
            SegmentAttribution.class,
            Anchor.class,
            FeatureImage.class,
            PrototypeMatches.class,
            DecisionPath.class);

    private static final ObjectMapper MAPPER = mapper(List.of());

    private ExplanationJson() {}

    /**
     * An explanation as JSON text. Its class carries a {@code @JsonTypeName}.
     *
     * @param explanation of a type that comes with this library, or of one whose class carries a {@code @JsonTypeName}
     * @return the text, which {@link #read(String)} makes an equal explanation of
     * @throws XaiException if it holds what JSON cannot say
     */
    public static String write(Explanation explanation) {
        try {
            return MAPPER.writeValueAsString(tree(explanation));
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode tree(Explanation explanation) {
        ObjectNode json = MAPPER.createObjectNode().put(SCHEMA_FIELD, SCHEMA);
        return json.setAll((ObjectNode) MAPPER.valueToTree(explanation));
    }

    /**
     * What a mapper of one's own needs to write and read explanations as this class does, in a web framework for example: everything that
     * is an {@link Explanation} is written as {@link #write(Explanation)} writes it, and an {@code Explanation} is read as
     * {@link #read(String)} reads it. Other types are left alone.
     *
     * <pre>{@code
     * ObjectMapper mapper = new ObjectMapper().registerModule(ExplanationJson.module());
     * }</pre>
     *
     * @return the module
     */
    public static Module module() {
        return new ExplanationModule();
    }

    /**
     * Writes an explanation to a file, whole or not at all.
     *
     * <pre>{@code
     * ExplanationJson.write(Explainers.gradCam(model).explain(photograph), Path.of("why.json"));
     * }</pre>
     *
     * @param explanation what to write
     * @param path of the file
     * @throws XaiException if it cannot be written
     */
    public static void write(Explanation explanation, Path path) {
        AtomicFile.write(path, out -> out.write(write(explanation).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads an explanation of a type that comes with this library.
     *
     * @param text JSON
     * @return the explanation
     * @throws XaiException if the text is not an explanation of a known type and form
     */
    public static Explanation read(String text) {
        return read(text, List.of());
    }

    /**
     * Reads an explanation.
     *
     * <pre>{@code
     * Explanation why = ExplanationJson.read(Files.readString(Path.of("why.json")), List.of());
     * }</pre>
     *
     * @param text JSON
     * @param more types of explanation that do not come with this library
     * @return the explanation
     * @throws XaiException if the text is not an explanation of a known type and form
     */
    public static Explanation read(String text, List<Class<? extends Explanation>> more) {
        try {
            ObjectMapper mapper = mapper(more);
            requireKnown(schema(mapper, text));
            Explanation explanation = mapper.readValue(text, Explanation.class);
            if (explanation == null) {
                throw new XaiException("not an explanation in JSON: it is empty");
            }
            Completeness.require(explanation, "");
            return explanation;
        } catch (JsonProcessingException e) {
            throw new XaiException("not an explanation in JSON: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new XaiException("not an explanation in JSON: " + FileErrors.reason(e), e);
        }
    }

    private static void requireKnown(int schema) {
        if (schema < FIRST_SCHEMA || schema > SCHEMA) {
            throw new XaiException("the explanation is of schema " + schema + "; this version of xai4j reads "
                    + FIRST_SCHEMA + " to " + SCHEMA + (schema > SCHEMA ? ", a newer one is needed" : ""));
        }
    }

    /** The form of a text, found without reading more than the fields before it. */
    private static int schema(ObjectMapper mapper, String text) throws IOException {
        try (JsonParser in = mapper.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new XaiException("not an explanation in JSON: it is no object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = in.currentName().equals(SCHEMA_FIELD);
                JsonToken value = in.nextToken();
                if (found && value == JsonToken.VALUE_NUMBER_INT) {
                    return in.getIntValue();
                }
                if (found) {
                    throw new XaiException("not an explanation in JSON: \"" + SCHEMA_FIELD + "\" is no whole number");
                }
                in.skipChildren();
            }
        }
        return FIRST_SCHEMA;
    }

    /**
     * Reads an explanation from a file of at most one gigabyte.
     *
     * <pre>{@code
     * Explanation why = ExplanationJson.read(Path.of("why.json"));
     * }</pre>
     *
     * @param path of the file
     * @return the explanation
     * @throws XaiException if it cannot be read
     */
    public static Explanation read(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new XaiException(path + " is larger than an explanation can be (" + MOST_BYTES + " bytes)");
            }
            return read(Files.readString(path), List.of());
        } catch (IOException e) {
            throw new XaiException("cannot read " + path + ": " + FileErrors.reason(e), e);
        }
    }

    private static ObjectMapper mapper(List<Class<? extends Explanation>> more) {
        // a tensor is one string; how long it may be is bounded by the file
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        JsonMapper mapper = JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(new Jdk8Module())
                .addModule(new TensorModule())
                .build();
        BUILT_IN.forEach(mapper::registerSubtypes);
        more.forEach(mapper::registerSubtypes);
        return mapper;
    }
}
