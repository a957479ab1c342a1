package xai4j.djl.tensorflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.djl.engine.EngineErrors;
import xai4j.model.BackwardRule;
import xai4j.model.ModelException;

/** Builds backward graphs as further operations of the graph, once per need. */
final class GraphGradients implements AutoCloseable {
    /** Operations that steer; TensorFlow's C side has no gradient for them and dies when asked for one of {@code Exit}. */
    private static final Set<String> CONTROL = Set.of(
            "Switch",
            "RefSwitch",
            "Merge",
            "RefMerge",
            "Enter",
            "RefEnter",
            "Exit",
            "RefExit",
            "NextIteration",
            "RefNextIteration",
            "LoopCond",
            "While",
            "StatelessWhile",
            "If",
            "StatelessIf",
            "Case",
            "PartitionedCall",
            "StatefulPartitionedCall");

    private static final Pattern MISSING = Pattern.compile("No gradient defined for op: (\\w+)");
    private static final Set<String> RELU_GRADIENTS = Set.of("ReluGrad", "Relu6Grad");

    /**
     * What a backward pass starts from and ends at, and its rule.
     *
     * @param ofScores whether the objective is one of the score values and not a layer's
     */
    record Need(String objective, boolean ofScores, List<String> values, Class<? extends BackwardRule> rule) {}

    /**
     * A backward pass.
     *
     * @param session the session it runs in
     * @param upstream takes the cotangent of the objective, in any shape; of scores, each image's highest when nothing is fed
     * @param gradients per wanted value the value of its gradient; values that the objective does not depend on are missing
     */
    record BackwardGraph(GraphSession session, String upstream, Map<String, String> gradients) {}

    private final String name;
    private final int classes;
    private final Nodes nodes;
    private final GraphSession session;
    private final ConfigProto config;
    private final Map<Need, BackwardGraph> graphs = new HashMap<>();
    private final Map<Need, String> refusals = new HashMap<>();
    private int built;

    GraphGradients(String name, int classes, Nodes nodes, GraphSession session, ConfigProto config) {
        this.name = name;
        this.classes = classes;
        this.nodes = nodes;
        this.session = session;
        this.config = config;
    }

    /**
     * The backward pass for a need.
     *
     * @throws ModelException if an operation on the way has no gradient; the message names it
     */
    synchronized BackwardGraph pass(Need need) {
        BackwardGraph known = graphs.get(need);
        if (known != null) {
            return known;
        }
        String refused = refusals.get(need);
        if (refused != null) {
            throw new ModelException(refused);
        }
        try {
            BackwardGraph pass = build(need);
            graphs.put(need, pass);
            return pass;
        } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
            throw refusal(need, cannot(need, EngineErrors.firstLine(e)), e);
        } catch (ModelException e) {
            throw refusal(need, String.valueOf(e.getMessage()), e);
        }
    }

    private String cannot(Need need, String why) {
        Matcher missing = MISSING.matcher(why);
        return missing.find()
                ? "TensorFlow has no gradient for the operation " + missing.group(1) + ", which stands between "
                        + String.join(", ", need.values()) + " and the scores of " + name
                : name + " cannot be differentiated: " + why;
    }

    /** What has failed once would fail again; the operations that it left in the graph keep their names. */
    private ModelException refusal(Need need, String why, RuntimeException cause) {
        refusals.put(need, why);
        return new ModelException(why, cause);
    }

    private BackwardGraph build(Need need) {
        need.values().forEach(value -> requireGradients(nodes, value, need.objective(), name));
        String prefix = "xai4j_gradients_" + built++;
        BackwardGraph pass = build(session, need, prefix);
        if (need.rule() != BackwardRule.Gradient.class) {
            GraphDef rewritten = rewritten(session.graph().toGraphDef(), prefix, need.rule());
            pass = new BackwardGraph(new GraphSession(name, rewritten, config), pass.upstream(), pass.gradients());
        }
        return pass;
    }

    /** Refuses a way from a value to an objective that TensorFlow must not be asked about. */
    static void requireGradients(Nodes nodes, String value, String objective, String name) {
        Set<String> way = new HashSet<>(nodes.descendants(Nodes.nameOf(value)));
        way.retainAll(nodes.ancestors(Nodes.nameOf(objective)));
        for (String step : way) {
            NodeDef node = nodes.get(step);
            if (CONTROL.contains(node.getOp())) {
                throw new ModelException("TensorFlow has no gradient for the operation " + node.getOp() + " (" + step
                        + ") between " + Nodes.nameOf(value) + " and the scores of " + name
                        + "; export the network for inference, without loops and branches");
            }
        }
    }

    private BackwardGraph build(GraphSession target, Need need, String prefix) {
        Graph g = target.graph();
        Output<?> objective = output(g, need.objective());
        GraphOperation upstream = need.ofScores()
                ? g.opBuilder("PlaceholderWithDefault", prefix + "_upstream", g.baseScope())
                        .addInput(new TopCotangent(g, prefix).of(objective, classes))
                        .setAttr("shape", Shape.unknown())
                        .build()
                : g.opBuilder("Placeholder", prefix + "_upstream", g.baseScope())
                        .setAttr("dtype", DataType.DT_FLOAT)
                        .build();
        Set<String> reached = nodes.ancestors(Nodes.nameOf(need.objective()));
        List<String> wanted = need.values().stream()
                .filter(value -> reached.contains(Nodes.nameOf(value)))
                .toList();
        Map<String, String> gradients = new LinkedHashMap<>();
        if (!wanted.isEmpty()) {
            Output<?>[] ends = wanted.stream().map(value -> output(g, value)).toArray(Output<?>[]::new);
            Output<?>[] found = g.addGradients(
                    prefix, new Output<?>[] {objective}, ends, new Output<?>[] {shaped(g, prefix, upstream, objective)
                    });
            for (int i = 0; i < found.length; i++) {
                gradients.put(wanted.get(i), found[i].op().name() + ":" + found[i].index());
            }
        }
        return new BackwardGraph(target, upstream.name() + ":0", gradients);
    }

    private static Output<?> shaped(Graph g, String prefix, GraphOperation upstream, Output<?> objective) {
        Output<?> shape = g.opBuilder("Shape", prefix + "_shape", g.baseScope())
                .addInput(objective)
                .build()
                .output(0);
        return g.opBuilder("Reshape", prefix + "_cotangent", g.baseScope())
                .addInput(upstream.output(0))
                .addInput(shape)
                .build()
                .output(0);
    }

    private static Output<?> output(Graph g, String value) {
        return g.operationOrThrow(Nodes.nameOf(value)).output(Nodes.indexOf(value));
    }

    /** Lets only positive signal pass at each ReLU, and for deconvnet whatever the ReLU's input was. */
    private static GraphDef rewritten(GraphDef grown, String prefix, Class<? extends BackwardRule> rule) {
        GraphDef.Builder result = grown.toBuilder().clearNode();
        for (NodeDef node : grown.getNodeList()) {
            if (!node.getName().startsWith(prefix) || !RELU_GRADIENTS.contains(node.getOp())) {
                result.addNode(node);
            } else if (rule == BackwardRule.Deconvnet.class) {
                result.addNode(relu(node.getName(), node));
            } else {
                String positive = node.getName() + "_positive";
                result.addNode(relu(positive, node));
                result.addNode(node.toBuilder().setInput(0, positive));
            }
        }
        return result.build();
    }

    private static NodeDef relu(String name, NodeDef gradient) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Relu")
                .addInput(gradient.getInput(0))
                .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT))
                .build();
    }

    @Override
    public synchronized void close() {
        graphs.values().stream()
                .map(BackwardGraph::session)
                .filter(other -> other != session)
                .distinct()
                .forEach(GraphSession::close);
        graphs.clear();
    }
}
