package xai4j.onnx;

import java.nio.file.Path;
import java.util.Set;
import xai4j.Models;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.RandomizableModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.test.ModelContract;

/** An ONNX file whose sessions run on one copy of the weights. */
class LeanContractTest extends ModelContract {
    @Override
    protected Model open() {
        return Models.load(
                Path.of("src/test/resources/goldens/models/cnn_res_silu.onnx"),
                LoadOptions.defaults().withLeanMemory());
    }

    @Override
    protected Tensor images() {
        return normal(Shape.of(3, 3, 32, 32), 5);
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of(
                ActivationModel.class, InterventionModel.class, DifferentiableModel.class, RandomizableModel.class);
    }
}
