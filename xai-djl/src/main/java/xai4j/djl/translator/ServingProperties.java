package xai4j.djl.translator;

import ai.djl.Model;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.engine.EngineErrors;
import xai4j.image.Preprocessing;
import xai4j.model.ModelException;

/**
 * What DJL's {@code serving.properties} beside a model says of pictures and labels. DJL itself makes a translator of the file,
 * and the translator is asked, so that every setting means what it means to DJL.
 */
public final class ServingProperties {
    private static final String FILE = "serving.properties";
    private static final String OPTION = "option.";
    private static final String IMAGES = "ImageClassification";
    private static final String DETECTION = "cv/object_detection";

    private final Path file;
    private final Map<String, String> settings;

    private ServingProperties(Path file, Map<String, String> settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * The settings in the folder of a model file, if they are there and are those of a network that takes pictures.
     *
     * @throws ModelException if the file cannot be read
     */
    public static Optional<ServingProperties> beside(Path model) {
        Path folder = model.toAbsolutePath().getParent();
        Path file = folder == null ? Path.of(FILE) : folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException(file + " cannot be read: " + EngineErrors.firstLine(e), e);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        read.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> settings.put(
                        key.startsWith(OPTION) ? key.substring(OPTION.length()) : key, read.getProperty(key)));
        boolean pictures = settings.containsKey("width")
                || settings.getOrDefault("translatorFactory", "").contains(IMAGES)
                || settings.getOrDefault("application", "").equals(DETECTION)
                || detector(file, settings).isPresent();
        return pictures ? Optional.of(new ServingProperties(file, settings)) : Optional.empty();
    }

    /**
     * How pictures are prepared; the default size is the settings' height.
     *
     * @throws ModelException if the settings are wrong, or ask for something else than fitting, scaling and normalising
     */
    public Preprocessing preprocessing() {
        try (Model holder = Model.newInstance(FILE, DjlEngine.PYTORCH.start().getEngineName())) {
            var spec = TranslatorReading.of(
                    ImageClassificationTranslator.builder(settings).build(), holder);
            return spec.preprocessing().withDefaultSize(spec.input().height());
        } catch (IllegalArgumentException e) {
            throw new ModelException(file + ": " + EngineErrors.firstLine(e), e);
        }
    }

    /**
     * How the objects of a detector are read, when the settings name a translator of detected objects.
     *
     * @throws ModelException if the settings are wrong
     */
    public Optional<DetectionTranslator> detector() {
        return detector(file, settings);
    }

    private static Optional<DetectionTranslator> detector(Path file, Map<String, String> settings) {
        try {
            return DetectionTranslator.of(settings);
        } catch (IllegalArgumentException e) {
            throw new ModelException(file + ": " + EngineErrors.firstLine(e), e);
        }
    }

    /** The labels in {@code synset}, separated by commas; empty if there are none. */
    public List<String> labels() {
        return Stream.of(settings.getOrDefault("synset", "").split(",", 0))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
    }
}
