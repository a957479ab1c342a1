package xai4j.djl.block;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import xai4j.djl.DjlModels;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.image.ImageInput;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.RandomizableModel;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.test.ModelContract;

/** A network of DJL blocks; it belongs to the caller, who closes it. */
class BlockModelContractTest extends ModelContract {
    private ai.djl.Model djl;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    @AfterEach
    void closeBlocks() {
        djl.close();
    }

    @Override
    protected Model open() {
        djl = ai.djl.Model.newInstance("blocks", "PyTorch");
        SequentialBlock network = new SequentialBlock()
                .add(convolution(4))
                .add(BatchNorm.builder().build())
                .add(Activation.tanhBlock())
                .add(convolution(6))
                .add(Activation.tanhBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
        djl.setBlock(network);
        djl.getNDManager().getEngine().setRandomSeed(11); // the same weights in every run
        network.initialize(djl.getNDManager(), DataType.FLOAT32, new ai.djl.ndarray.types.Shape(2, 3, 12, 12));
        return DjlModels.of(
                djl, ModelSpec.of("blocks", ImageInput.nchw(3, 12, 12)).withScores(ScoreKind.LOGITS));
    }

    private static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new ai.djl.ndarray.types.Shape(3, 3))
                .optPadding(new ai.djl.ndarray.types.Shape(1, 1))
                .build();
    }

    @Override
    protected Tensor images() {
        return normal(Shape.of(3, 3, 12, 12), 5);
    }

    /** The engine adds up in another order in batches of another size. */
    @Override
    protected double tolerance() {
        return 1e-5;
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of(ActivationModel.class, DifferentiableModel.class, RandomizableModel.class);
    }
}
