package xai4j.djl.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.djl.Errors;
import xai4j.model.ModelException;

/** Makes one flat frozen graph of a SavedModel folder: functions inlined, variables turned into constants. */
final class SavedModels {
    private static final String SERVE = "serve";
    private static final String DEFAULT_SIGNATURE = "serving_default";
    private static final String INITIALISER = "__saved_model_init_op";

    private SavedModels() {}

    /**
     * Reads a SavedModel.
     *
     * @throws ModelException if it cannot be loaded or has no signature from an image to scores
     */
    static FrozenGraph read(Path folder) {
        try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), SERVE)) {
            MetaGraphDef meta = bundle.metaGraphDef();
            SignatureDef signature = signature(meta, folder);
            GraphDef raw = meta.getGraphDef();
            FunctionInliner inliner = new FunctionInliner(raw, Operations.byName());
            TwinRewriter twins = new TwinRewriter(inliner.flat(raw));
            String scores = twins.source(inliner.source(output(signature, folder)));
            return FrozenGraph.of(frozen(twins.rewritten(), scores, bundle), scores);
        } catch (TensorFlowException | IllegalStateException | IllegalArgumentException e) {
            throw new ModelException(folder + " cannot be loaded: " + Errors.firstLine(e), e);
        }
    }

    private static SignatureDef signature(MetaGraphDef meta, Path folder) {
        Map<String, SignatureDef> signatures = new LinkedHashMap<>(meta.getSignatureDefMap());
        signatures.remove(INITIALISER);
        SignatureDef preferred = signatures.get(DEFAULT_SIGNATURE);
        if (preferred == null && signatures.size() == 1) {
            preferred = signatures.values().iterator().next();
        }
        if (preferred == null || preferred.getOutputsMap().isEmpty()) {
            throw new ModelException(
                    folder + " has no serving signature (it has " + signatures.keySet()
                            + "); export it with model.export(\"folder\") or tf.saved_model.save(model, \"folder\", signatures=…)");
        }
        return preferred;
    }

    /** The only output, or the one that is named like probabilities, or the first. */
    private static String output(SignatureDef signature, Path folder) {
        List<String> names = new ArrayList<>(signature.getOutputsMap().keySet());
        names.sort(null);
        String name = names.stream()
                .filter(candidate ->
                        candidate.contains("prob") || candidate.contains("score") || candidate.contains("softmax"))
                .findFirst()
                .orElse(names.get(0));
        TensorInfo info = signature.getOutputsOrThrow(name);
        if (info.getName().isEmpty()) {
            throw new ModelException("the output " + name + " of " + folder + " is no dense tensor");
        }
        return info.getName();
    }

    private static GraphDef frozen(GraphDef graph, String scores, SavedModelBundle bundle) {
        Nodes nodes = new Nodes(graph);
        List<NodeDef> reads = new ArrayList<>();
        for (String name : nodes.ancestors(Nodes.nameOf(scores))) {
            NodeDef node = nodes.get(name);
            if (node.getOp().equals("ReadVariableOp") || node.getOp().startsWith("Variable")) {
                reads.add(node);
            }
        }
        if (reads.isEmpty()) {
            return graph;
        }
        Map<String, NodeDef> constants = constants(reads, bundle);
        GraphDef.Builder result = graph.toBuilder().clearNode();
        graph.getNodeList().forEach(node -> result.addNode(constants.getOrDefault(node.getName(), node)));
        return result.build();
    }

    private static Map<String, NodeDef> constants(List<NodeDef> reads, SavedModelBundle bundle) {
        Session.Runner runner = bundle.session().runner();
        for (int i = 0; i < reads.size(); i++) {
            NodeDef read = reads.get(i);
            runner.fetch(
                    read.getOp().equals("ReadVariableOp")
                            ? reader(bundle.graph(), read, i)
                            : bundle.graph().outputOrThrow(read.getName()));
        }
        Map<String, NodeDef> constants = new LinkedHashMap<>();
        try (Result values = runner.run()) {
            for (int i = 0; i < reads.size(); i++) {
                String name = reads.get(i).getName();
                constants.put(
                        name, TwinRewriter.constant(name, proto(values.get(i).asRawTensor())));
            }
        }
        return constants;
    }

    /** A new operation in the loaded graph that reads the variable which a read of the flat graph means. */
    private static Output<?> reader(Graph graph, NodeDef read, int number) {
        Output<?> handle = graph.outputOrThrow(Nodes.inputs(read).get(0));
        GraphOperation operation = graph.opBuilder("ReadVariableOp", "xai4j_read_" + number, graph.baseScope())
                .addInput(handle)
                .setAttr("dtype", FrozenGraph.dtype(read))
                .build();
        return operation.output(0);
    }

    private static TensorProto proto(RawTensor tensor) {
        byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
        tensor.data().read(bytes);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < tensor.shape().numDimensions(); axis++) {
            shape.addDim(
                    TensorShapeProto.Dim.newBuilder().setSize(tensor.shape().get(axis)));
        }
        return TensorProto.newBuilder()
                .setDtype(tensor.dataType())
                .setTensorShape(shape)
                .setTensorContent(ByteString.copyFrom(bytes))
                .build();
    }

    /** Whether a folder holds a SavedModel. */
    static boolean isSavedModel(Path folder) {
        return Files.isRegularFile(folder.resolve("saved_model.pb"));
    }
}
