package xai4j.djl.prototype;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A network that was saved as TorchScript and ends at a feature map {@code [N, C, h, w]}, as a backbone that is fine-tuned. It
 * always runs in evaluation mode: weights are trained, but batch normalisation keeps the statistics that it was saved with, since
 * DJL does not tell them, so that no checkpoint could keep others.
 */
public final class TorchScriptBackbone extends AbstractBlock {
    private final PtSymbolBlock script;

    /**
     * Wraps a model, which stays the caller's and must be open as long as the backbone is used.
     *
     * @param model loaded with the option {@code trainParam=true}, as in {@code model.load(folder, name, Map.of("trainParam",
     *     "true"))}
     * @throws IllegalArgumentException if it is no TorchScript, or its parameters were loaded for inference only
     */
    public TorchScriptBackbone(Model model) {
        if (!(model.getBlock() instanceof PtSymbolBlock block)) {
            throw new IllegalArgumentException(model.getName() + " is no TorchScript model but "
                    + (model.getBlock() == null
                            ? "empty"
                            : model.getBlock().getClass().getSimpleName())
                    + "; other blocks can be backbones as they are");
        }
        if (block.getParameters().values().stream().noneMatch(Parameter::requiresGradient)) {
            throw new IllegalArgumentException(
                    model.getName() + " has no parameter that can be trained; load it with the option trainParam=true");
        }
        this.script = addChildBlock("script", block);
        JniUtils.enableInferenceMode(script);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        // the file brought its numbers along
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> parameters) {
        return IValueUtils.forward(script, inputs, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return script.getOutputShapes(inputShapes);
    }
}
