package xai4j.djl.block;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import xai4j.djl.engine.DjlEngine;
import xai4j.model.DifferentiableModel;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;

/** Makes models of blocks. */
public final class BlockModels {
    private BlockModels() {}

    /**
     * A model of the blocks of a DJL model, which stays the caller's.
     *
     * @throws ModelException if it has no block, runs on another engine than PyTorch, or is a file that was loaded
     */
    public static DifferentiableModel of(Model model, ModelSpec spec) {
        Block block = model.getBlock();
        if (block == null) {
            throw new ModelException("the DJL model " + model.getName() + " has no block; call setBlock or load first");
        }
        String engine = model.getNDManager().getEngine().getEngineName();
        if (!engine.equals(DjlEngine.PYTORCH.engineName())) {
            throw new ModelException(
                    "the DJL model " + model.getName() + " runs on " + engine + "; blocks are explained on PyTorch");
        }
        if (block instanceof SymbolBlock) {
            throw new ModelException("the DJL model " + model.getName()
                    + " was loaded from a file that holds its network; open that file with Models.load");
        }
        return of(model.getNDManager(), block, spec);
    }

    /**
     * A model of a block whose parameters are initialised.
     *
     * @param manager the manager of the DJL model that the block belongs to
     */
    public static DifferentiableModel of(NDManager manager, Block block, ModelSpec spec) {
        return new BlockModel(manager, block, spec);
    }
}
