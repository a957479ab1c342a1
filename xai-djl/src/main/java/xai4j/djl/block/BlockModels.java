package xai4j.djl.block;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import xai4j.model.DifferentiableModel;
import xai4j.model.ModelSpec;

/** Makes models of blocks. */
public final class BlockModels {
    private BlockModels() {}

    /**
     * A model of a block whose parameters are initialised.
     *
     * @param manager the manager of the DJL model that the block belongs to
     */
    public static DifferentiableModel of(NDManager manager, Block block, ModelSpec spec) {
        return new BlockModel(manager, block, spec);
    }
}
