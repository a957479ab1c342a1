package xai4j.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import xai4j.djl.block.BlockModels;
import xai4j.model.DifferentiableModel;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;

/** Explains networks that a program holds as DJL models. */
public final class DjlModels {
    private DjlModels() {}

    /**
     * Wraps a DJL model whose network consists of blocks, for example one that was just trained.
     *
     * <p>Layers are named by the path of their block, such as {@code 02SequentialBlock.01Conv2d}. The model stays the
     * caller's: its parameters are neither changed nor closed, and collect no gradients.
     *
     * @param model a model on the PyTorch engine
     * @param spec input, preprocessing, labels, and what the scores are; {@link xai4j.model.ScoreKind#LOGITS} for networks
     *     that are trained with softmax cross-entropy on their last linear block
     * @throws ModelException if the model has no block, runs on another engine, or is a file that was loaded (open the file
     *     itself with {@code Models.load} then)
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
        return BlockModels.of(model.getNDManager(), block, spec);
    }
}
