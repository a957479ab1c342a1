package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/**
 * A compact residual network (after He et al. 2016): convolution, pooling, three stages of residual blocks, global average
 * pooling, one linear layer. About 160,000 parameters; its last feature map is an eighth of the input's side.
 */
public final class ResidualCnn {
    private static final int STEM = 16;
    private static final int FIRST = 24;
    private static final int SECOND = 48;
    private static final int THIRD = 64;

    private ResidualCnn() {}

    /** The network up to logits. */
    public static SequentialBlock classifier(int classes) {
        return backbone()
                .add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    /** The network up to its last feature map, {@code [N, 64, side/8, side/8]}, not negative. */
    public static SequentialBlock backbone() {
        return new SequentialBlock()
                .add(convolution(STEM, 3, 2))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(residual(FIRST, 1, true))
                .add(Activation.reluBlock())
                .add(residual(SECOND, 2, true))
                .add(Activation.reluBlock())
                .add(residual(SECOND, 1, false))
                .add(Activation.reluBlock())
                .add(residual(THIRD, 1, true))
                .add(Activation.reluBlock());
    }

    private static Block residual(int channels, int stride, boolean changesShape) {
        SequentialBlock branch = new SequentialBlock()
                .add(convolution(channels, 3, stride))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(convolution(channels, 3, 1))
                .add(BatchNorm.builder().build());
        Block shortcut = changesShape
                ? new SequentialBlock()
                        .add(convolution(channels, 1, stride))
                        .add(BatchNorm.builder().build())
                : Blocks.identityBlock();
        return new ParallelBlock(ResidualCnn::sum, List.of(branch, shortcut));
    }

    private static NDList sum(List<NDList> branches) {
        NDArray branch = branches.get(0).head();
        return new NDList(branch.add(branches.get(1).head()));
    }

    private static Conv2d convolution(int channels, int kernel, int stride) {
        return Conv2d.builder()
                .setFilters(channels)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optStride(new Shape(stride, stride))
                .optBias(false)
                .build();
    }
}
