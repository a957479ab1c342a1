package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xai4j.djl.engine.NdTensors;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.backend.BatchChecks;
import xai4j.onnx.export.OnnxWriter;
import xai4j.tensor.Shape;

/**
 * Writes a network of DJL blocks as an ONNX file with its labels and its preprocessing: convolutions, linear layers, batch
 * normalisation, DJL's activations and pooling, in sequence and in parallel (added or concatenated), and any block that is
 * {@link OnnxExportable}. Functions are recognised by what they compute on noise, not by their names alone.
 */
public final class OnnxExport {
    private static final long OPSET = 17;
    private static final int FREE_SIDE = 64;

    private final ParameterStore parameters;
    private final OnnxWriter writer;

    private OnnxExport(NDManager manager, OnnxWriter writer) {
        this.parameters = new ParameterStore(manager, false);
        this.writer = writer;
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param manager of the block's parameters
     * @param block takes images and gives scores first
     * @param spec input, labels and preprocessing
     * @throws ModelException naming the block that cannot be written as ONNX
     */
    public static void write(NDManager manager, Block block, ModelSpec spec, Path file) {
        writer(manager, block, spec).write(file);
    }

    private static OnnxWriter writer(NDManager manager, Block block, ModelSpec spec) {
        OnnxWriter writer = OnnxWriter.of(spec, "image", OPSET);
        ImageInput input = spec.input();
        ImageInput example = input.withSize(
                input.height() == Shape.DYNAMIC ? FREE_SIDE : input.height(),
                input.width() == Shape.DYNAMIC ? FREE_SIDE : input.width());
        try (NDManager scope = manager.newSubManager()) {
            NDArray noise = NdTensors.array(scope, BatchChecks.noise(example.batchShape(2)));
            Value scores = new OnnxExport(scope, writer).block("", block, new Value("image", noise));
            writer.firstOutput(scores.name, "scores");
        }
        return writer;
    }

    /** A value of the graph and what it is for the pictures of noise. */
    static final class Value {
        final String name;
        final NDArray example;

        Value(String name, NDArray example) {
            this.name = name;
            this.example = example;
        }
    }

    private Value block(String path, Block block, Value input) {
        if (block.getClass() == SequentialBlock.class && !((SequentialBlock) block).isReturnIntermediate()) {
            Value value = input;
            for (Pair<String, Block> child : block.getChildren()) {
                value = block(join(path, child.getKey()), child.getValue(), value);
            }
            return value;
        }
        if (block.getClass() == ParallelBlock.class) {
            return parallel(path, (ParallelBlock) block, input);
        }
        NDArray output = forward(block, input.example);
        OnnxNodes nodes = new OnnxNodes(writer, path.isEmpty() ? "root" : path);
        if (block instanceof OnnxExportable exportable) {
            return new Value(exportable.export(nodes, input.name, input.example), output);
        }
        String name = block instanceof LambdaBlock lambda
                ? FunctionRules.export(nodes, lambda, input, output)
                : LayerRules.export(nodes, block, input, output);
        return new Value(name, output);
    }

    private NDArray forward(Block block, NDArray input) {
        return block.forward(parameters, new NDList(input), false).get(0);
    }

    private Value parallel(String path, ParallelBlock block, Value input) {
        List<Value> branches = new ArrayList<>();
        for (Pair<String, Block> child : block.getChildren()) {
            branches.add(block(join(path, child.getKey()), child.getValue(), input));
        }
        NDArray output = forward(block, input.example);
        return new Value(JoinRules.export(new OnnxNodes(writer, path), block, branches), output);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The error for a block without a rule. */
    static ModelException unknown(OnnxNodes nodes, String what) {
        return new ModelException("block " + nodes.path() + " (" + what
                + ") cannot be written as ONNX; let the block implement OnnxExportable");
    }
}
