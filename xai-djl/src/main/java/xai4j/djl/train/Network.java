package xai4j.djl.train;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.djl.DjlEngine;
import xai4j.djl.DjlModels;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.ImageInput;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;

/** A network of DJL blocks with its parameters, which can be trained, explained and exported. */
public final class Network implements AutoCloseable {
    private final Model djl;
    private final Block block;
    private final ModelSpec spec;

    private Network(Model djl, Block block, ModelSpec spec) {
        this.djl = djl;
        this.block = block;
        this.spec = spec;
    }

    /**
     * A network with fresh parameters.
     *
     * @param name what the model is called
     * @param block takes images {@code [N, 3, side, side]} and gives logits {@code [N, K]} first
     * @param side side of the images in pixels
     * @param labels names of the K classes
     * @param seed of the parameters
     */
    public static Network initialised(String name, Block block, int side, List<String> labels, long seed) {
        DjlEngine.PYTORCH.start();
        ModelSpec spec = new ModelSpec(
                name,
                ImageInput.nchw(3, side, side),
                Preprocessing.tensorflow().withDefaultSize(side),
                labels,
                ScoreKind.LOGITS,
                "");
        Model djl = Model.newInstance(name, DjlEngine.PYTORCH.engineName());
        try {
            djl.setBlock(block);
            djl.getNDManager().getEngine().setRandomSeed(Long.hashCode(seed));
            block.initialize(djl.getNDManager(), DataType.FLOAT32, new Shape(1, 3, side, side));
            return new Network(djl, block, spec);
        } catch (RuntimeException e) {
            djl.close();
            throw e;
        }
    }

    /** PyTorch's threads, for all networks of the process. */
    public static void threads(int count) {
        DjlEngine.PYTORCH.start();
        JniUtils.setNumThreads(count);
    }

    /** The blocks. */
    public Block block() {
        return block;
    }

    /** Input, labels, scores. */
    public ModelSpec spec() {
        return spec;
    }

    /** Where the parameters live. */
    public NDManager manager() {
        return djl.getNDManager();
    }

    /** All parameters by the path of their block, in the order of the blocks. */
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            parameters.put(pair.getKey(), pair.getValue());
        }
        return parameters;
    }

    /** The network as a model to be explained, valid while this network is open; it sees later changes of the parameters. */
    public DifferentiableModel explained() {
        return DjlModels.of(djl, spec);
    }

    @Override
    public void close() {
        djl.close();
    }
}
