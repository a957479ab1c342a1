package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import xai4j.model.ScoreKind;

/**
 * Follows the end of a network back to its logits: through reshaping, casts, clipping, positive factors, and choices of
 * classes to a softmax or sigmoid, also one that is written out, doubled, or of which both sides are put side by side. What
 * is asked for besides the network's own values is added as further nodes.
 */
final class ScoreTail {
    private static final Set<String> PASSED = Set.of("Reshape", "Squeeze", "ExpandDims", "Cast", "EnsureShape");
    private static final Set<String> CHOICES = Set.of("Slice", "StridedSlice", "GatherV2");
    private static final Set<String> CLIPS = Set.of("ClipByValue", "Minimum", "Maximum");
    private static final Set<String> SQUASHING = Set.of("Softmax", "Sigmoid");
    private static final Set<String> SUMS = Set.of("Add", "AddV2", "Sub");
    private static final Set<String> FACTORS = Set.of("Mul", "RealDiv", "Div");
    private static final String PREFIX = "xai4j_";

    /**
     * Where the kinds of scores stand.
     *
     * @param added the nodes that the three need besides those of the graph
     * @param remark what lies behind the scores in the file; empty when nothing does
     */
    record Found(
            String scores, String logits, String probabilities, ScoreKind kind, List<NodeDef> added, String remark) {}

    private final Nodes nodes;
    private final List<NodeDef> added = new ArrayList<>();
    private final List<NodeDef> choices = new ArrayList<>();
    private final List<String> behind = new ArrayList<>();

    private ScoreTail(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Whether a value ends in a softmax or sigmoid. */
    static boolean isSquashed(Nodes nodes, String value) {
        ScoreTail tail = new ScoreTail(nodes);
        return tail.find(value) != null;
    }

    /** The value of the logits as the graph has it, before anything is added; the value itself when there is none. */
    static String logits(Nodes nodes, String value) {
        Squash squash = new ScoreTail(nodes).find(value);
        return squash == null ? value : squash.logits();
    }

    /**
     * Follows.
     *
     * @param scores the output
     * @param said what the caller says the scores are
     * @param classes their number, or −1
     */
    static Found of(Nodes nodes, String scores, Optional<ScoreKind> said, long classes) {
        ScoreTail tail = new ScoreTail(nodes);
        Squash squash = tail.find(scores);
        boolean fits = squash != null
                && said.map(kind -> kind == squash.kind() || kind == tail.sibling(squash))
                        .orElse(true);
        return squash != null && fits
                ? tail.squashed(scores, squash, said.orElse(squash.kind()))
                : new ScoreTail(nodes).bare(scores, said, classes);
    }

    /** A softmax of two classes may be written as a sigmoid and what is left of one. */
    private ScoreKind sibling(Squash squash) {
        return squash.kind() == ScoreKind.PROBABILITIES ? ScoreKind.MULTILABEL_PROBABILITIES : ScoreKind.PROBABILITIES;
    }

    /** A softmax or sigmoid: its result and what it is applied to. */
    private record Squash(String value, String logits, ScoreKind kind) {}

    private @Nullable Squash find(String scores) {
        String value = scores;
        for (int step = 0; step < 64; step++) {
            Squash squash = squash(value);
            if (squash != null) {
                return new Squash(squash.value(), undoubled(squash.logits()), squash.kind());
            }
            NodeDef node = nodes.get(value);
            String before = before(node);
            if (before == null) {
                return null;
            }
            if (CHOICES.contains(node.getOp())) {
                choices.add(0, node);
            } else if (!PASSED.contains(node.getOp())) {
                behind.add(node.getOp());
            }
            value = before;
        }
        return null;
    }

    /** What a node is applied to that keeps the order of each class's scores. */
    private @Nullable String before(NodeDef node) {
        List<String> inputs = Nodes.inputs(node);
        if (PASSED.contains(node.getOp()) && !inputs.isEmpty()) {
            return inputs.get(0);
        }
        boolean chosen = CHOICES.contains(node.getOp()) || node.getOp().equals("ClipByValue");
        if (chosen && inputs.stream().skip(1).allMatch(this::isConstant)) {
            return inputs.get(0);
        }
        if (inputs.size() != 2) {
            return null;
        }
        int constant = isConstant(inputs.get(1)) ? 1 : 0;
        boolean turned =
                constant == 0 && (node.getOp().equals("Sub") || node.getOp().contains("Div"));
        double number = Constants.single(nodes, inputs.get(constant)).orElse(Double.NaN);
        boolean kept = CLIPS.contains(node.getOp())
                || SUMS.contains(node.getOp()) && !turned
                || FACTORS.contains(node.getOp()) && number > 0 && !turned;
        return kept && !Double.isNaN(number) ? inputs.get(1 - constant) : null;
    }

    private boolean isConstant(String value) {
        return nodes.get(value).getOp().equals("Const");
    }

    private @Nullable Squash squash(String value) {
        NodeDef node = nodes.get(value);
        List<String> inputs = Nodes.inputs(node);
        return switch (node.getOp()) {
            case "Softmax" -> new Squash(value, inputs.get(0), ScoreKind.PROBABILITIES);
            case "Sigmoid" -> new Squash(value, inputs.get(0), ScoreKind.MULTILABEL_PROBABILITIES);
            case "LogSoftmax" -> new Squash(value, inputs.get(0), ScoreKind.LOG_PROBABILITIES);
            case "Log" -> logged(value, inputs.get(0), "Softmax", ScoreKind.LOG_PROBABILITIES);
            case "Exp" -> logged(value, inputs.get(0), "LogSoftmax", ScoreKind.PROBABILITIES);
            case "RealDiv", "Div" -> written(value, inputs.get(0), inputs.get(1));
            case "Reciprocal", "Inv" -> sigmoid(value, inputs.get(0), null);
            case "ConcatV2", "Pack" -> bothSides(value, node, inputs);
            default -> null;
        };
    }

    private @Nullable Squash logged(String value, String input, String operation, ScoreKind kind) {
        NodeDef node = nodes.get(input);
        return node.getOp().equals(operation)
                ? new Squash(value, Nodes.inputs(node).get(0), kind)
                : null;
    }

    /** {@code exp(z) / sum(exp(z))}, {@code 1 / (1 + exp(−z))} or {@code exp(z) / (1 + exp(z))}. */
    private @Nullable Squash written(String value, String over, String under) {
        NodeDef above = nodes.get(over);
        NodeDef below = nodes.get(under);
        if (!above.getOp().equals("Exp")) {
            return Constants.single(nodes, over).orElse(0.0) == 1 ? sigmoid(value, under, null) : null;
        }
        if (!below.getOp().equals("Sum")) {
            return sigmoid(value, under, over);
        }
        String exponent = Nodes.inputs(above).get(0);
        NodeDef shifted = nodes.get(exponent);
        boolean sameSum = Nodes.inputs(below).get(0).equals(over)
                && below.getAttrOrDefault("keep_dims", AttrValue.getDefaultInstance())
                        .getB();
        boolean lessMaximum = shifted.getOp().equals("Sub")
                && nodes.get(Nodes.inputs(shifted).get(1)).getOp().equals("Max");
        return sameSum
                ? new Squash(value, lessMaximum ? Nodes.inputs(shifted).get(0) : exponent, ScoreKind.PROBABILITIES)
                : null;
    }

    /** The part below the line of a sigmoid, one plus an exponential; with the same exponential above it or with one. */
    private @Nullable Squash sigmoid(String value, String under, @Nullable String over) {
        NodeDef sum = nodes.get(under);
        if (!sum.getOp().startsWith("Add") || Nodes.inputs(sum).size() != 2) {
            return null;
        }
        List<String> inputs = Nodes.inputs(sum);
        int one = Constants.single(nodes, inputs.get(0)).orElse(0.0) == 1 ? 0 : 1;
        String power = inputs.get(1 - one);
        NodeDef exponential = nodes.get(power);
        if (Constants.single(nodes, inputs.get(one)).orElse(0.0) != 1
                || !exponential.getOp().equals("Exp")) {
            return null;
        }
        String exponent = Nodes.inputs(exponential).get(0);
        NodeDef turned = nodes.get(exponent);
        if (power.equals(over)) {
            return new Squash(value, exponent, ScoreKind.MULTILABEL_PROBABILITIES);
        }
        return over == null && turned.getOp().equals("Neg")
                ? new Squash(value, Nodes.inputs(turned).get(0), ScoreKind.MULTILABEL_PROBABILITIES)
                : null;
    }

    /** {@code [1 − p, p]}, whose logits are {@code [−z, z]}. */
    private @Nullable Squash bothSides(String value, NodeDef node, List<String> inputs) {
        boolean two = inputs.size() == (node.getOp().equals("Pack") ? 2 : 3);
        int rest =
                two && isRest(inputs.get(0), inputs.get(1)) ? 0 : two && isRest(inputs.get(1), inputs.get(0)) ? 1 : -1;
        Squash sigmoid = rest < 0 ? null : squash(inputs.get(1 - rest));
        if (sigmoid == null || sigmoid.kind() != ScoreKind.MULTILABEL_PROBABILITIES) {
            return null;
        }
        String turned = PREFIX + "turned";
        String sides = PREFIX + "sides";
        added.add(unary(turned, "Neg", sigmoid.logits()));
        added.add(node.toBuilder()
                .setName(sides)
                .setInput(rest, turned)
                .setInput(1 - rest, sigmoid.logits())
                .build());
        return new Squash(value, sides + ":0", ScoreKind.PROBABILITIES);
    }

    private boolean isRest(String rest, String of) {
        NodeDef node = nodes.get(rest);
        List<String> inputs = Nodes.inputs(node);
        return node.getOp().equals("Sub")
                && Constants.single(nodes, inputs.get(0)).orElse(0.0) == 1
                && inputs.get(1).equals(of);
    }

    /** A softmax of a softmax is a softmax of the same logits as far as the order of a class's scores goes. */
    private String undoubled(String logits) {
        String value = logits;
        while (!value.startsWith(PREFIX) && PASSED.contains(nodes.get(value).getOp())) {
            value = Nodes.inputs(nodes.get(value)).get(0);
        }
        NodeDef node = nodes.find(Nodes.nameOf(value));
        if (node == null || !SQUASHING.contains(node.getOp())) {
            return logits;
        }
        behind.add("a second softmax or sigmoid");
        return undoubled(Nodes.inputs(node).get(0));
    }

    private Found squashed(String scores, Squash squash, ScoreKind kind) {
        boolean changed = behind.stream().anyMatch(op -> FACTORS.contains(op) || SUMS.contains(op));
        String probabilities = asFloat(replayed(squash.value(), "chosen"), "probabilities");
        String values = changed ? probabilities : asFloat(scores, "scores");
        String logits = asFloat(replayed(squash.logits(), "chosen_logits"), "logits");
        if (kind == ScoreKind.LOG_PROBABILITIES) {
            added.add(unary(FrozenGraph.SOFTMAX, "Softmax", logits));
            probabilities = FrozenGraph.SOFTMAX + ":0";
        } else if (!changed) {
            probabilities = values;
        }
        String remark = behind.isEmpty() ? "" : "behind it " + String.join(", ", behind);
        return new Found(values, logits, probabilities, kind, added, remark);
    }

    /** The choice of classes that follows the squashing, applied to another value before it. */
    private String replayed(String value, String name) {
        String result = value;
        for (NodeDef choice : choices) {
            String copy = PREFIX + name + "_" + added.size();
            added.add(choice.toBuilder().setName(copy).setInput(0, result).build());
            result = copy + ":0";
        }
        return result;
    }

    /** What ends in no softmax or sigmoid gets one, of the kind that is said, or that the number of classes tells. */
    private Found bare(String output, Optional<ScoreKind> said, long classes) {
        String scores = asFloat(output, "scores");
        ScoreKind kind = said.orElse(classes == 1 ? ScoreKind.SIGMOID_LOGITS : ScoreKind.LOGITS);
        return switch (kind) {
            case LOGITS, LOG_PROBABILITIES -> {
                added.addAll(softmax(scores, classes));
                yield new Found(scores, scores, FrozenGraph.SOFTMAX + ":0", kind, added, "");
            }
            case SIGMOID_LOGITS -> {
                added.add(unary(FrozenGraph.SOFTMAX, "Sigmoid", scores));
                yield new Found(scores, scores, FrozenGraph.SOFTMAX + ":0", kind, added, "");
            }
            case PROBABILITIES -> new Found(scores, logarithm(scores, "log"), scores, kind, added, "");
            case MULTILABEL_PROBABILITIES -> new Found(scores, logOdds(scores), scores, kind, added, "");
            case OTHER -> new Found(scores, scores, scores, kind, added, "");
        };
    }

    /** TensorFlow's softmax runs along the last axis. */
    private static List<NodeDef> softmax(String scores, long classes) {
        if (classes < 1 || classes > Integer.MAX_VALUE) {
            return List.of(unary(FrozenGraph.SOFTMAX, "Softmax", scores));
        }
        NodeDef table = binary(PREFIX + "table", "Reshape", scores, PREFIX + "table_shape")
                .putAttr("Tshape", TwinRewriter.type(DataType.DT_INT32))
                .build();
        return List.of(
                Constants.vector(PREFIX + "table_shape", -1, (int) classes),
                table,
                unary(FrozenGraph.SOFTMAX, "Softmax", PREFIX + "table:0"));
    }

    private String logarithm(String value, String name) {
        String least = PREFIX + name + "_least";
        String bounded = PREFIX + name + "_bounded";
        added.add(Constants.scalar(least, 1e-38f));
        added.add(binary(bounded, "Maximum", value, least).build());
        added.add(unary(PREFIX + name, "Log", bounded));
        return PREFIX + name + ":0";
    }

    private String logOdds(String value) {
        added.add(Constants.scalar(PREFIX + "one", 1));
        added.add(binary(PREFIX + "rest", "Sub", PREFIX + "one", value).build());
        added.add(binary(PREFIX + "log_odds", "Sub", logarithm(value, "log"), logarithm(PREFIX + "rest:0", "log_rest"))
                .build());
        return PREFIX + "log_odds:0";
    }

    private String asFloat(String value, String name) {
        DataType type = type(value);
        if (type == DataType.DT_FLOAT) {
            return value;
        }
        String cast = PREFIX + name + "_float";
        added.add(NodeDef.newBuilder()
                .setName(cast)
                .setOp("Cast")
                .addInput(value)
                .putAttr("SrcT", TwinRewriter.type(type))
                .putAttr("DstT", TwinRewriter.type(DataType.DT_FLOAT))
                .build());
        return cast + ":0";
    }

    private DataType type(String value) {
        NodeDef node = nodes.find(Nodes.nameOf(value));
        if (node == null) {
            return DataType.DT_FLOAT;
        }
        AttrValue type = node.containsAttr("DstT")
                ? node.getAttrOrThrow("DstT")
                : node.getAttrOrDefault("T", TwinRewriter.type(DataType.DT_FLOAT));
        return switch (type.getType()) {
            case DT_HALF, DT_BFLOAT16, DT_DOUBLE -> type.getType();
            default -> DataType.DT_FLOAT;
        };
    }

    private static NodeDef unary(String name, String operation, String input) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(operation)
                .addInput(input)
                .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT))
                .build();
    }

    private static NodeDef.Builder binary(String name, String operation, String first, String second) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(operation)
                .addInput(first)
                .addInput(second)
                .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT));
    }
}
