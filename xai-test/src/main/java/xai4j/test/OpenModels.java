package xai4j.test;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import xai4j.Models;
import xai4j.model.Model;
import xai4j.tensor.XaiException;

/**
 * Keeps models open for the tests of a class and closes them after the last one.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final OpenModels MODELS = new OpenModels();
 *
 * @Test
 * void looksAtTheBird() {
 *     DifferentiableModel model = MODELS.open(Path.of("birds.onnx"), DifferentiableModel.class);
 * }
 * }</pre>
 */
public final class OpenModels implements AfterAllCallback {
    private final Map<Path, Model> models = new LinkedHashMap<>();

    /** A model of a file, opened when it is asked for first. */
    public synchronized Model open(Path file) {
        return models.computeIfAbsent(file.toAbsolutePath().normalize(), Models::load);
    }

    /**
     * The same at a level.
     *
     * @throws xai4j.tensor.XaiException if it does not have the level
     */
    public <M extends Model> M open(Path file, Class<M> level) {
        Model model = open(file);
        return model.as(level)
                .orElseThrow(() -> new XaiException(
                        model.spec().name() + ": " + model.obstacle(level).orElse("")));
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        models.values().forEach(Model::close);
        models.clear();
    }
}
