package xai4j.djl.torch;

import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
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

/** A scripted TorchScript file of smooth activations and residual connections. */
class TorchScriptContractTest extends ModelContract {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @Override
    protected Model open() {
        return Models.load(Golden.path("models/cnn_res_silu.script.pt"));
    }

    @Override
    protected Tensor images() {
        return normal(Shape.of(3, 3, 32, 32), 5);
    }

    /** Images run one by one, so that batches change nothing. */
    @Override
    protected double tolerance() {
        return 0;
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of(
                ActivationModel.class, InterventionModel.class, DifferentiableModel.class, RandomizableModel.class);
    }
}
