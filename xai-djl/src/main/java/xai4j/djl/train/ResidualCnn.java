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
    private static final int BLOCKS = 4;
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
        return backbone(BLOCKS);
    }

    /**
     * The first residual blocks. The fewer there are, the less of the picture each place of the map has seen, and the more surely
     * what is found there lies there: 1 sees 21 pixels ({@code [N, 24, side/4, side/4]}), 2 see 45 ({@code [N, 48, side/8,
     * side/8]}), 3 see 77, all 4 see 109 ({@code [N, 64, side/8, side/8]}). Blocks have the same names as in the whole network.
     *
     * @param blocks 1 to 4
     */
    public static SequentialBlock backbone(int blocks) {
        if (blocks < 1 || blocks > BLOCKS) {
            throw new IllegalArgumentException("the network has 1 to " + BLOCKS + " residual blocks, not " + blocks);
        }
        SequentialBlock network = new SequentialBlock()
                .add(convolution(STEM, 3, 2))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(residual(FIRST, 1, true))
                .add(Activation.reluBlock());
        if (blocks > 1) {
            network.add(residual(SECOND, 2, true)).add(Activation.reluBlock());
        }
        if (blocks > 2) {
            network.add(residual(SECOND, 1, false)).add(Activation.reluBlock());
        }
        if (blocks > 3) {
            network.add(residual(THIRD, 1, true)).add(Activation.reluBlock());
        }
        return network;
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
