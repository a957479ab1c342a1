package xai4j.djl.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.io.FileErrors;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ScoreKind;

/**
 * A flat graph without variables that computes class scores from one image batch.
 *
 * @param graph only what the scores need, and a softmax or sigmoid of the logits under the name {@link #SOFTMAX} if they end
 *     in none
 * @param placeholder where pictures enter
 * @param shapes of all values, for a batch of {@link GraphShapes#BATCH} pictures unless the graph fixes the batch
 * @param scores the value that is explained
 * @param logits the value before the last softmax or sigmoid
 * @param probabilities the value after it
 * @param kind what the scores are
 * @param outputs every output of the file, the explained one marked
 * @param remarks what a reader of an explanation should know, a sentence each
 */
record FrozenGraph(
        GraphDef graph,
        ImagePlaceholder placeholder,
        GraphShapes shapes,
        String scores,
        String logits,
        String probabilities,
        ScoreKind kind,
        List<ModelOutput> outputs,
        List<String> remarks) {
    static final String SOFTMAX = "xai4j_probabilities";

    private static final Set<String> NO_SCORES = Set.of("Const", "NoOp", "Placeholder", "Assert");

    /** Copies the lists. */
    FrozenGraph {
        outputs = List.copyOf(outputs);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a frozen graph file; its outputs are the values that nobody takes and that depend on a picture.
     *
     * @throws ModelException if it is no GraphDef, computes nothing from a picture, or holds an operation that acts
     */
    static FlatGraph read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            GraphDef raw = GraphDef.parseFrom(coded);
            String name = String.valueOf(path.getFileName());
            AllowedOperations.requireHarmless(raw, name);
            FunctionInliner inliner = new FunctionInliner(raw, Operations.byName());
            TwinRewriter twins = new TwinRewriter(inliner.flat(raw));
            GraphDef graph = twins.rewritten();
            List<FlatGraph.Output> ends = DetectionOutputs.named(new Nodes(raw), twins, ends(new Nodes(graph), path));
            List<String> roots = ends.stream().map(FlatGraph.Output::name).toList();
            AllowedOperations.requireInactive(GraphReach.everything(GraphReach.part(raw, roots)), name);
            List<String> values =
                    ends.stream().map(output -> Nodes.nameOf(output.value())).toList();
            return new FlatGraph(GraphSanity.checked(GraphReach.part(graph, values), name), ends);
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(path + " is not a TensorFlow GraphDef: " + FileErrors.reason(e), e);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static List<FlatGraph.Output> ends(Nodes nodes, Path path) {
        Set<String> fromImages = nodes.all().stream()
                .filter(ImagePlaceholder::isImage)
                .flatMap(node -> nodes.descendants(node.getName()).stream())
                .collect(Collectors.toSet());
        List<FlatGraph.Output> ends = nodes.all().stream()
                .filter(node -> nodes.consumers(node.getName()).isEmpty() && !NO_SCORES.contains(node.getOp()))
                .filter(node -> fromImages.contains(node.getName()))
                .map(node -> new FlatGraph.Output(node.getName(), node.getName() + ":0"))
                .toList();
        if (ends.isEmpty()) {
            throw new ModelException(
                    path + " computes nothing from a placeholder of images; is it a training or helper graph?");
        }
        return ends;
    }

    /**
     * Chooses the output that holds the scores, cuts out what it needs, and finds the image it is computed from.
     *
     * @param beside what the scores are according to files beside the model, where the graph does not show it
     * @throws ModelException if it needs what must not or cannot be run, or it is not clear which output is meant
     */
    static FrozenGraph of(FlatGraph flat, LoadOptions options, Optional<ScoreKind> beside, String file) {
        FlatGraph allowed = ScoreOutputs.allowed(flat);
        GraphShapes shapes = GraphShapes.of(allowed.graph(), file);
        Nodes nodes = new Nodes(flat.graph());
        ScoreOutputs.Choice choice = ScoreOutputs.of(flat, nodes, shapes, options.output(), file);
        GraphDef cut = cut(flat.graph(), choice.output().value(), file);
        String scores = choice.output().value();
        Optional<ScoreKind> said =
                options.scores().or(() -> ScoreTail.isSquashed(nodes, scores) ? Optional.empty() : beside);
        FrozenGraph frozen = of(cut, scores, said, file);
        return new FrozenGraph(
                frozen.graph,
                frozen.placeholder,
                frozen.shapes,
                frozen.scores,
                frozen.logits,
                frozen.probabilities,
                frozen.kind,
                choice.all(),
                frozen.remarks);
    }

    private static GraphDef cut(GraphDef graph, String scores, String file) {
        Set<String> needed = new Nodes(graph).ancestors(Nodes.nameOf(scores));
        GraphDef.Builder cut = graph.toBuilder().clearNode();
        graph.getNodeList().stream()
                .filter(node -> needed.contains(node.getName()))
                .forEach(cut::addNode);
        requireNoVariables(cut.getNodeList());
        cut.getLibraryBuilder().clearFunction().addAllFunction(GraphReach.functions(graph, cut.getNodeList()));
        AllowedOperations.requireComputing(cut.build(), file);
        return cut.build();
    }

    /** The same for scores that are known, in a graph of nothing but what they need. */
    static FrozenGraph of(GraphDef cut, String scores, Optional<ScoreKind> said, String file) {
        List<String> random = RandomOperations.names(cut);
        ImagePlaceholder found = ImagePlaceholder.of(RandomOperations.frozen(cut));
        ImagePlaceholder image = random.isEmpty() ? found : found.oneByOne();
        GraphShapes shapes = GraphShapes.of(image.batched().graph(), file);
        shapes.requireBounded(file);
        ScoreTail.Found tail = ScoreTail.of(new Nodes(image.graph()), scores, said, classes(shapes, scores));
        List<String> remarks = random.isEmpty() ? List.of() : List.of(RandomOperations.remark(random));
        GraphDef grown = image.graph().toBuilder().addAllNode(tail.added()).build();
        return new FrozenGraph(
                grown,
                new ImagePlaceholder(grown, image.name(), image.input()),
                shapes,
                tail.scores(),
                tail.logits(),
                tail.probabilities(),
                tail.kind(),
                List.of(),
                remarks);
    }

    /** Numbers per picture, or −1 when that cannot be inferred. */
    private static long classes(GraphShapes shapes, String scores) {
        long[] dims = shapes.find(scores)
                .filter(value -> value.rank() > 0)
                .map(GraphShapes.Value::dims)
                .orElse(new long[] {-1, -1});
        if (dims.length == 1) {
            return dims[0] < 0 || dims[0] == GraphShapes.BATCH ? 1 : dims[0];
        }
        long classes = 1;
        for (int axis = 1; axis < dims.length; axis++) {
            classes = dims[axis] < 0 || classes < 0 ? -1 : classes * dims[axis];
        }
        return classes;
    }

    private static void requireNoVariables(List<NodeDef> nodes) {
        String variables = nodes.stream()
                .filter(node -> node.getOp().matches("Variable|VariableV2|VarHandleOp|ReadVariableOp|ResourceGather"))
                .map(NodeDef::getName)
                .limit(3)
                .collect(Collectors.joining(", "));
        if (!variables.isEmpty()) {
            throw new ModelException("the graph is not frozen: it reads variables (" + variables
                    + ") that are set neither in it nor in a folder of variables; freeze it, or give the SavedModel folder"
                    + " with its variables");
        }
    }

    /** The same with other numbers in constants: what was found out about the graph stays. */
    FrozenGraph with(GraphDef other) {
        ImagePlaceholder same = new ImagePlaceholder(other, placeholder.name(), placeholder.input());
        return new FrozenGraph(other, same, shapes, scores, logits, probabilities, kind, outputs, remarks);
    }

    /** Name of the placeholder of images. */
    String image() {
        return placeholder.name();
    }

    static DataType dtype(NodeDef node) {
        return node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    }
}
