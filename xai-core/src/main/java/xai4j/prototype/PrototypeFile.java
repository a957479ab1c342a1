package xai4j.prototype;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.FolderFile;
import xai4j.io.JsonErrors;
import xai4j.io.Npy;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Reads and writes {@code prototypes.json}; the format is described in docs/prototypes.md. */
public final class PrototypeFile {
    /** Name under which the file is looked for beside a model. */
    public static final String NAME = "prototypes.json";

    private static final String FORMAT = "xai4j-prototypes/1";
    private static final String VECTORS = "prototype_vectors.npy";
    private static final String LAST_LAYER = "last_layer.npy";
    private static final String BIAS = "last_layer_bias.npy";

    private PrototypeFile() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Json(
            @JsonProperty(value = "format", required = true) String format,
            @JsonProperty(value = "layer", required = true) String layer,
            @JsonProperty(value = "holds", required = true) String holds,
            @JsonProperty("similarity") @Nullable String similarity,
            @JsonProperty("epsilon") @Nullable Double epsilon,
            @JsonProperty("vectors") @Nullable String vectors,

            @JsonProperty(value = "lastLayer", required = true)
            String lastLayer,

            @JsonProperty("bias") @Nullable String bias,
            @JsonProperty("places") @Nullable Integer places,
            @JsonProperty("box") @Nullable String box,

            @JsonProperty(value = "prototypes", required = true)
            List<Prototype> prototypes) {
        private Json {
            Objects.requireNonNull(format, "\"format\" is null");
            Objects.requireNonNull(layer, "\"layer\" is null");
            Objects.requireNonNull(holds, "\"holds\" is null");
            Objects.requireNonNull(lastLayer, "\"lastLayer\" is null");
            Objects.requireNonNull(prototypes, "\"prototypes\" is null");
            if (prototypes.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("one of the \"prototypes\" is empty");
            }
        }
    }

    /** The file beside a model, if there is one. */
    public static Optional<Path> beside(Path model) {
        Path folder = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
        return Optional.ofNullable(folder).map(inside -> inside.resolve(NAME)).filter(Files::isRegularFile);
    }

    /**
     * Reads a file.
     *
     * @throws ModelException naming file and reason if it is missing, no such description, or its parts do not fit
     */
    public static PrototypeMetadata read(Path file) {
        try {
            return resolve(mapper().readValue(Files.readString(file), Json.class), folder(file));
        } catch (NoSuchFileException e) {
            throw new ModelException("there is no " + file + "; docs/prototypes.md tells how it is made", e);
        } catch (JsonProcessingException e) {
            throw new ModelException(file + " is no description of prototypes: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + FileErrors.reason(e), e);
        } catch (IllegalArgumentException | XaiException e) {
            throw new ModelException(file + ": " + e.getMessage(), e);
        }
    }

    /** Writes {@code prototypes.json} and its arrays into a folder; pictures are written by whoever has them. */
    public static void write(PrototypeMetadata metadata, Path folder) {
        metadata.vectors().ifPresent(vectors -> Npy.write(vectors, folder.resolve(VECTORS)));
        Npy.write(metadata.lastLayer(), folder.resolve(LAST_LAYER));
        Npy.write(metadata.bias(), folder.resolve(BIAS));
        boolean distances = metadata.holds() != PrototypeMetadata.Holds.SIMILARITIES;
        Json json = new Json(
                FORMAT,
                metadata.layer(),
                lower(metadata.holds()),
                distances ? lower(metadata.similarity().form()) : null,
                distances ? (Double) metadata.similarity().epsilon() : null,
                metadata.vectors().isPresent() ? VECTORS : null,
                LAST_LAYER,
                BIAS,
                metadata.places() == 1 ? null : (Integer) metadata.places(),
                metadata.box() == BoxRule.ALL ? null : lower(metadata.box()),
                metadata.prototypes());
        AtomicFile.write(folder.resolve(NAME), out -> out.write(text(json).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Json json) throws IOException {
        return mapper().writeValueAsString(json) + "\n";
    }

    private static PrototypeMetadata resolve(Json json, Path folder) {
        if (!json.format().equals(FORMAT)) {
            throw new IllegalArgumentException("format \"" + json.format() + "\" is not " + FORMAT);
        }
        Similarity.Form form = json.similarity() == null
                ? Similarity.Form.LOG
                : constant(Similarity.Form.class, "similarity", json.similarity());
        double epsilon = json.epsilon() == null ? Similarity.PAPER.epsilon() : json.epsilon();
        Tensor lastLayer = Npy.readFloat(FolderFile.inside(folder, json.lastLayer()));
        return new PrototypeMetadata(
                json.layer(),
                constant(PrototypeMetadata.Holds.class, "holds", json.holds()),
                new Similarity(form, epsilon),
                Optional.ofNullable(json.vectors()).map(name -> Npy.readFloat(FolderFile.inside(folder, name))),
                lastLayer,
                Optional.ofNullable(json.bias())
                        .map(name -> Npy.readFloat(FolderFile.inside(folder, name)))
                        .orElseGet(() -> Tensor.zeros(Shape.of(lastLayer.shape().dim(0)))),
                json.prototypes(),
                folder,
                json.places() == null ? 1 : json.places(),
                json.box() == null ? BoxRule.ALL : constant(BoxRule.class, "box", json.box()));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" cannot be \"" + text + "\"; known: " + known(type), e);
        }
    }

    private static <E extends Enum<E>> String known(Class<E> type) {
        return java.util.Arrays.stream(type.getEnumConstants())
                .map(PrototypeFile::lower)
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }
}
