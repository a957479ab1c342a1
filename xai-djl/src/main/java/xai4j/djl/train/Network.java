package xai4j.djl.train;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Pair;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.block.BlockModels;
import xai4j.djl.engine.DjlEngine;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.tensor.XaiException;

/** A network of DJL blocks with its parameters, which can be trained, explained and exported. */
public final class Network implements AutoCloseable {
    private static final int TOLD = 12;

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

    /** What every checkpoint of a training tells of its network. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Origin(List<String> labels, int side) {}

    /**
     * Takes over the parameters from another training's checkpoint.
     *
     * @throws XaiException naming the file, if it cannot be read, or is of a network of other classes, another size of pictures
     *     or other blocks
     */
    public void restore(Path checkpoint) {
        requireSuiting(checkpoint).restore(this);
    }

    /**
     * Refuses a checkpoint that is of other classes or another size of pictures.
     *
     * @throws XaiException saying in one line what differs
     */
    Checkpoint<?> requireSuiting(Path checkpoint) {
        Checkpoint<Origin> read = Checkpoint.read(checkpoint, Origin.class);
        requireSuiting(checkpoint, read.state().labels(), read.state().side());
        return read;
    }

    /**
     * Refuses a file with parameters of a network of other classes or for another size of pictures.
     *
     * @param labels of the network in the file; null if it does not say
     * @param fileSide side of its pictures; 0 if it does not say
     * @throws XaiException saying in one line what differs
     */
    public void requireSuiting(Path file, @Nullable List<String> labels, int fileSide) {
        if (!spec.labels().equals(labels)) {
            throw new XaiException(
                    file + " is of a network for " + listed(labels) + "; the data have " + listed(spec.labels()));
        }
        int side = spec.input().height();
        if (fileSide != side && fileSide > 0) {
            throw new XaiException(file + " is of a network for pictures of " + fileSide + " pixels; these are made "
                    + side + " pixels wide: choose --size " + fileSide);
        }
    }

    private static String listed(@Nullable List<String> labels) {
        return labels == null || labels.isEmpty()
                ? "no named classes"
                : labels.size() + " classes (" + String.join(", ", labels.subList(0, Math.min(TOLD, labels.size())))
                        + (labels.size() > TOLD ? ", …)" : ")");
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
        return BlockModels.of(djl, spec);
    }

    @Override
    public void close() {
        djl.close();
    }
}
