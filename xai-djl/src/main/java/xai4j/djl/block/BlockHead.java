package xai4j.djl.block;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.model.backend.AffineMap;
import xai4j.model.backend.BatchChecks;
import xai4j.model.backend.NetworkTail;
import xai4j.model.backend.PooledHead;
import xai4j.model.backend.SpatialLayers;
import xai4j.tensor.Tensor;

/** The end of a network of blocks. */
final class BlockHead {
    private BlockHead() {}

    /** The path of the block that computes the logits: the last one, or the one before a function that squashes them. */
    static String logitsPath(List<Layer> layers, Map<String, Block> blocks, ModelSpec spec) {
        int last = layers.size() - 1;
        while (last > 0 && BlockWalk.isOpened(at(layers, blocks, last))) {
            last--;
        }
        boolean squashed = !spec.scores().isLogits() && spec.scores() != ScoreKind.OTHER;
        if (squashed && last > 0 && at(layers, blocks, last) instanceof LambdaBlock) {
            last--;
        }
        return last < 0 ? "" : layers.get(last).name();
    }

    private static Block at(List<Layer> layers, Map<String, Block> blocks, int index) {
        Block block = blocks.get(layers.get(index).name());
        if (block == null) {
            throw new IllegalStateException("no block at " + layers.get(index).name());
        }
        return block;
    }

    /**
     * The head.
     *
     * @param last the block that computes the logits
     * @param input its input for a batch of noise
     * @param values all outputs for the same batch, by path
     * @param logits its output
     * @param array the numbers of a parameter
     */
    static Optional<LinearHead> find(
            List<Layer> layers,
            @Nullable Block last,
            @Nullable Tensor input,
            Map<String, Tensor> values,
            @Nullable Tensor logits,
            Function<Parameter, NDArray> array) {
        if (input == null || logits == null) {
            return Optional.empty();
        }
        int rows = logits.shape().dim(0);
        Tensor scores = BatchChecks.rows(logits, rows);
        Tensor weights = last instanceof Linear ? parameter(last, Parameter.Type.WEIGHT, array) : null;
        Optional<NetworkTail> tail = last == null || weights == null
                ? NetworkTail.ofClassMaps(scores)
                : Optional.of(new NetworkTail(
                        BatchChecks.rows(input, rows),
                        AffineMap.of(weights, parameter(last, Parameter.Type.BIAS, array)),
                        scores));
        return tail.flatMap(
                end -> PooledHead.find(SpatialLayers.backwards(layers), layer -> values.get(layer.name()), end));
    }

    private static @Nullable Tensor parameter(Block block, Parameter.Type type, Function<Parameter, NDArray> array) {
        return block.getDirectParameters().values().stream()
                .filter(parameter -> parameter.getType() == type && parameter.isInitialized())
                .findFirst()
                .map(parameter -> NdTensors.tensor(array.apply(parameter)))
                .orElse(null);
    }
}
