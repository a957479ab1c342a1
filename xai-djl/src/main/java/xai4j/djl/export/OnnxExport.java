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
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.djl.engine.NdTensors;
import xai4j.image.ImageInput;
import xai4j.io.AtomicFile;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.backend.BatchChecks;
import xai4j.onnx.OnnxMetadata;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.graph.ValueInfo.Dim;
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
    private final OnnxGraph graph;

    private OnnxExport(NDManager manager, OnnxGraph graph) {
        this.parameters = new ParameterStore(manager, false);
        this.graph = graph;
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
        ByteBuffer bytes = graph(manager, block, spec).toBytes();
        AtomicFile.write(file, out -> {
            WritableByteChannel channel = Channels.newChannel(out);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** The same in memory. */
    public static OnnxGraph graph(NDManager manager, Block block, ModelSpec spec) {
        OnnxGraph graph = OnnxGraph.empty(spec.name(), OPSET);
        ImageInput input = spec.input();
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims(input)));
        ImageInput example = input.withSize(
                input.height() == Shape.DYNAMIC ? FREE_SIDE : input.height(),
                input.width() == Shape.DYNAMIC ? FREE_SIDE : input.width());
        try (NDManager scope = manager.newSubManager()) {
            NDArray noise = NdTensors.array(scope, BatchChecks.noise(example.batchShape(2)));
            OnnxExport export = new OnnxExport(scope, graph);
            Value scores = export.block("", block, new Value("image", noise));
            OnnxNodes root = new OnnxNodes(graph, "");
            root.output(scores.name, "scores");
            putFirst(graph);
            declareOutputs(graph);
        }
        OnnxMetadata.describe(spec, graph);
        return graph;
    }

    private static List<Dim> dims(ImageInput input) {
        Shape shape = input.batchShape(1);
        List<Dim> dims = new ArrayList<>(List.of(Dim.symbolic("batch")));
        IntStream.range(1, shape.rank())
                .mapToObj(axis -> shape.dim(axis) == Shape.DYNAMIC ? Dim.symbolic("side") : Dim.of(shape.dim(axis)))
                .forEach(dims::add);
        return dims;
    }

    /** The scores come before whatever else a block has made an output. */
    private static void putFirst(OnnxGraph graph) {
        ValueInfo scores = ValueInfo.of("scores");
        List<ValueInfo> others = graph.outputs().values().stream()
                .filter(output -> !output.name().equals("scores"))
                .toList();
        graph.outputs().clear();
        graph.outputs().put("scores", scores);
        others.forEach(output -> graph.outputs().put(output.name(), output));
    }

    /** Types and shapes of the outputs, which the format's checker and other readers ask for. */
    private static void declareOutputs(OnnxGraph graph) {
        Shapes shapes = Shapes.of(graph);
        graph.outputs().replaceAll((name, output) -> shapes.shape(name)
                .map(shape -> ValueInfo.of(name, ElementType.FLOAT, dims(name, shape)))
                .orElse(output));
    }

    private static List<Dim> dims(String name, Shape shape) {
        return IntStream.range(0, shape.rank())
                .mapToObj(axis -> {
                    int dim = shape.dim(axis);
                    String symbol = axis == 0 ? "batch" : name + "_" + axis;
                    return dim == Shape.DYNAMIC ? Dim.symbolic(symbol) : Dim.of(dim);
                })
                .toList();
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
        OnnxNodes nodes = new OnnxNodes(graph, path.isEmpty() ? "root" : path);
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
        return new Value(JoinRules.export(new OnnxNodes(graph, path), block, branches), output);
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
