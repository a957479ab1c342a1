package xai4j.djl.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.model.ModelException;
import xai4j.model.ScoreKind;

/**
 * A flat graph without variables that computes class scores from one image batch.
 *
 * @param graph only what the scores need, and a softmax of the logits under the name {@link #SOFTMAX} if they end in none
 * @param image the placeholder node of the image batch
 * @param scores the value that the model puts out
 * @param logits the value before the last softmax or sigmoid
 * @param probabilities the value after it
 * @param kind what the scores are
 */
record FrozenGraph(GraphDef graph, String image, String scores, String logits, String probabilities, ScoreKind kind) {
    static final String SOFTMAX = "xai4j_probabilities";

    private static final Set<String> RESHAPING = Set.of("Reshape", "Squeeze");
    private static final Set<String> ENDS = Set.of("Softmax", "Sigmoid", "LogSoftmax");
    private static final Set<String> NO_SCORES = Set.of("Const", "NoOp", "Placeholder", "Assert");

    /**
     * Reads a frozen graph file.
     *
     * @throws ModelException if it is no GraphDef or has not exactly one image input
     */
    static FrozenGraph read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            GraphDef raw = GraphDef.parseFrom(coded);
            FunctionInliner inliner = new FunctionInliner(raw, Operations.byName());
            TwinRewriter twins = new TwinRewriter(inliner.flat(raw));
            GraphDef graph = twins.rewritten();
            return of(graph, findScores(new Nodes(graph), path));
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(path + " is not a TensorFlow GraphDef: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Cuts out what a value needs and finds the image it is computed from. */
    static FrozenGraph of(GraphDef graph, String scores) {
        Nodes nodes = new Nodes(graph);
        Set<String> needed = nodes.ancestors(Nodes.nameOf(scores));
        GraphDef.Builder cut = graph.toBuilder().clearNode();
        graph.getNodeList().stream()
                .filter(node -> needed.contains(node.getName()))
                .forEach(cut::addNode);
        requireNoVariables(cut.getNodeList());
        NodeDef end = nodes.get(scores);
        while (RESHAPING.contains(end.getOp())) {
            end = nodes.get(Nodes.inputs(end).get(0));
        }
        String image = findImage(cut.getNodeList());
        if (!ENDS.contains(end.getOp())) {
            cut.addNode(softmax(scores));
            return new FrozenGraph(cut.build(), image, scores, scores, SOFTMAX + ":0", ScoreKind.LOGITS);
        }
        String logits = Nodes.inputs(end).get(0);
        return switch (end.getOp()) {
            case "Softmax" -> new FrozenGraph(cut.build(), image, scores, logits, scores, ScoreKind.PROBABILITIES);
            case "Sigmoid" ->
                new FrozenGraph(cut.build(), image, scores, logits, scores, ScoreKind.MULTILABEL_PROBABILITIES);
            default ->
                new FrozenGraph(
                        cut.addNode(softmax(logits)).build(),
                        image,
                        scores,
                        logits,
                        SOFTMAX + ":0",
                        ScoreKind.LOG_PROBABILITIES);
        };
    }

    private static NodeDef softmax(String logits) {
        return NodeDef.newBuilder()
                .setName(SOFTMAX)
                .setOp("Softmax")
                .addInput(logits)
                .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT))
                .build();
    }

    private static void requireNoVariables(List<NodeDef> nodes) {
        String variables = nodes.stream()
                .filter(node -> node.getOp().matches("Variable|VariableV2|VarHandleOp|ReadVariableOp|ResourceGather"))
                .map(NodeDef::getName)
                .limit(3)
                .collect(Collectors.joining(", "));
        if (!variables.isEmpty()) {
            throw new ModelException("the graph is not frozen: it reads variables (" + variables
                    + "); freeze it, or give the SavedModel folder with its variables");
        }
    }

    /** Of the values that nobody takes the last softmax, else the last sigmoid, else the last of all. */
    private static String findScores(Nodes nodes, Path path) {
        List<NodeDef> ends = nodes.all().stream()
                .filter(node -> nodes.consumers(node.getName()).isEmpty() && !NO_SCORES.contains(node.getOp()))
                .filter(node -> nodes.ancestors(node.getName()).stream().anyMatch(name -> isImage(nodes.find(name))))
                .toList();
        return ends.stream()
                .reduce((first, second) -> rank(second) >= rank(first) ? second : first)
                .map(node -> node.getName() + ":0")
                .orElseThrow(() -> new ModelException(
                        path + " computes nothing from a placeholder of images; is it a training or helper graph?"));
    }

    private static int rank(NodeDef node) {
        return switch (node.getOp()) {
            case "Softmax" -> 2;
            case "Sigmoid", "LogSoftmax" -> 1;
            default -> 0;
        };
    }

    private static String findImage(List<NodeDef> nodes) {
        List<NodeDef> placeholders = nodes.stream()
                .filter(node -> node.getOp().equals("Placeholder"))
                .toList();
        if (placeholders.size() != 1 || !isImage(placeholders.get(0))) {
            throw new ModelException("the graph's inputs are "
                    + placeholders.stream()
                            .map(node -> node.getName() + " (" + dtype(node) + ")")
                            .collect(Collectors.joining(", ", "[", "]"))
                    + "; exactly one batch of images, float or uint8, is expected");
        }
        return placeholders.get(0).getName();
    }

    private static boolean isImage(@org.jspecify.annotations.Nullable NodeDef node) {
        if (node == null || !node.getOp().equals("Placeholder")) {
            return false;
        }
        TensorShapeProto shape =
                node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
        boolean rankFits = shape.getUnknownRank() || shape.getDimCount() == 0 || shape.getDimCount() == 4;
        return rankFits && (dtype(node) == DataType.DT_FLOAT || dtype(node) == DataType.DT_UINT8);
    }

    static DataType dtype(NodeDef node) {
        return node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    }
}
