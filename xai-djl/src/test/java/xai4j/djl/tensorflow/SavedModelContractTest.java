package xai4j.djl.tensorflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.Model;
import xai4j.model.RandomizableModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.test.ModelContract;

/** A SavedModel, whose functions and variables are made one flat graph. */
class SavedModelContractTest extends ModelContract {
    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @Override
    protected Model open() {
        try {
            return Models.load(TinyGraphs.writeSavedModel(Files.createDirectories(folder.resolve("saved"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Tensor images() {
        return normal(Shape.of(3, 16, 16, 3), 5);
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of(
                ActivationModel.class, InterventionModel.class, DifferentiableModel.class, RandomizableModel.class);
    }
}
