package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ModelOutput.Kind;
import xai4j.tensor.Shape;

/** Understands the outputs of a graph and chooses the one with a score per class. */
final class ScoreOutputs {
    private static final Pattern EMBEDDING =
            Pattern.compile("embed|feature|vector|hidden|latent|bottleneck|representation|pooled|encod");
    private static final Pattern BOXES = Pattern.compile("box|rect|anchor|location|coord");
    private static final Pattern SCORES = Pattern.compile("prob|score|softmax|logit|predict|class|categor|label");
    /** Of several outputs with the same logits the one that people read. */
    private static final Pattern PREFERRED = Pattern.compile("prob|score|softmax|predict");

    /** What an output is, and how sure that is. */
    private record Understood(FlatGraph.Output output, Kind kind, boolean squashed, Shape shape, String why) {}

    /**
     * The choice.
     *
     * @param output the one that is explained
     * @param all every output of the file, the chosen one marked
     */
    record Choice(FlatGraph.Output output, List<ModelOutput> all) {}

    private final Nodes nodes;
    private final GraphShapes shapes;
    private final String file;
    private final List<Understood> understood = new ArrayList<>();

    private ScoreOutputs(FlatGraph graph, Nodes nodes, GraphShapes shapes, String file) {
        this.nodes = nodes;
        this.shapes = shapes;
        this.file = file;
        graph.outputs().forEach(output -> understood.add(understand(graph, output)));
    }

    /**
     * Chooses.
     *
     * @param shapes of as much of the graph as may be looked at
     * @param wanted the name that the caller gives
     * @throws ModelException if no output, or more than one, could be meant; the message lists them
     * @throws IllegalArgumentException if there is no output of the wanted name
     */
    static Choice of(FlatGraph graph, Nodes nodes, GraphShapes shapes, Optional<String> wanted, String file) {
        ScoreOutputs outputs = new ScoreOutputs(graph, nodes, shapes, file);
        Understood chosen = wanted.map(outputs::named).orElseGet(outputs::clearest);
        List<ModelOutput> all = outputs.understood.stream()
                .map(output -> new ModelOutput(
                        output.output().name(), output.shape(), output.kind(), output.equals(chosen), output.why()))
                .toList();
        return new Choice(chosen.output(), all);
    }

    private Understood named(String name) {
        return understood.stream()
                .filter(output -> output.output().name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(file + " has no output \"" + name + "\"; it has " + listed()));
    }

    private Understood clearest() {
        if (understood.size() == 1) {
            return understood.get(0);
        }
        for (Predicate<Understood> group : List.<Predicate<Understood>>of(
                Understood::squashed, output -> output.kind() == Kind.SCORES, this::isVector)) {
            List<Understood> found = understood.stream().filter(group).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1) {
                return ofOne(found).orElseThrow(this::unclear);
            }
        }
        throw unclear();
    }

    private boolean isVector(Understood output) {
        return output.kind() == Kind.OTHER && output.shape().rank() == 2;
    }

    /** Several outputs that show the same logits are one answer. */
    private Optional<Understood> ofOne(List<Understood> found) {
        long different = found.stream()
                .map(output -> ScoreTail.logits(nodes, output.output().value()))
                .distinct()
                .count();
        if (different > 1) {
            return Optional.empty();
        }
        return found.stream()
                .filter(output -> matches(PREFERRED, output.output().name()))
                .findFirst()
                .or(() -> Optional.of(found.get(0)));
    }

    private ModelException unclear() {
        return new ModelException(file + " has several outputs, and which of them holds the class scores is not clear: "
                + listed() + "; choose with --output NAME (LoadOptions.withOutput)");
    }

    private String listed() {
        return understood.stream()
                .map(output -> output.output().name() + " " + output.shape() + " ("
                        + output.kind().name().toLowerCase(Locale.ROOT) + inputs(output) + ")")
                .collect(Collectors.joining(", "));
    }

    /** What an output is computed from, where a graph has several inputs. */
    private String inputs(Understood output) {
        Set<String> needed = nodes.ancestors(Nodes.nameOf(output.output().value()));
        List<String> inputs = nodes.all().stream()
                .filter(node -> node.getOp().equals("Placeholder"))
                .map(NodeDef::getName)
                .toList();
        return inputs.size() < 2
                ? ""
                : ", from " + inputs.stream().filter(needed::contains).collect(Collectors.joining(" and "));
    }

    private Understood understand(FlatGraph graph, FlatGraph.Output output) {
        Optional<GraphShapes.Value> value = shapes.find(output.value());
        Shape shape = value.map(ScoreOutputs::shape).orElse(Shape.of());
        if (value.isEmpty()) {
            return new Understood(output, Kind.OTHER, false, shape, "needs an operation that is not run");
        }
        DataType type = value.get().type();
        if (type != DataType.DT_FLOAT && type != DataType.DT_HALF && type != DataType.DT_DOUBLE) {
            return new Understood(output, Kind.LABELS, false, shape, "no floats");
        }
        if (ScoreTail.isSquashed(nodes, output.value())) {
            boolean mask = shape.rank() == 4 && shape.dim(1) != 1 && shape.dim(2) != 1;
            return mask
                    ? new Understood(output, Kind.MASK, false, shape, "scores per position")
                    : new Understood(output, Kind.SCORES, true, shape, "ends in a softmax or sigmoid");
        }
        return unsquashed(graph, output, value.get(), shape);
    }

    private Understood unsquashed(FlatGraph graph, FlatGraph.Output output, GraphShapes.Value value, Shape shape) {
        String operation = nodes.get(output.value()).getOp();
        if (operation.equals("TopK") || operation.equals("TopKV2")) {
            return new Understood(output, Kind.RANKS, false, shape, "the highest scores in order");
        }
        if (value.rank() == 4 && (shape.dim(1) != 1 || shape.dim(2) != 1)) {
            return new Understood(output, Kind.MASK, false, shape, "a map");
        }
        if (matches(BOXES, output.name()) && value.last() == 4) {
            return new Understood(output, Kind.BOXES, false, shape, "four numbers and a name of boxes");
        }
        List<String> others = graph.outputs().stream()
                .filter(other -> !other.equals(output))
                .map(FlatGraph.Output::value)
                .toList();
        if (others.stream().anyMatch(other -> isLogits(other, output.value()))) {
            return new Understood(output, Kind.SCORES, false, shape, "another output is their softmax or sigmoid");
        }
        if (matches(EMBEDDING, output.name())) {
            return new Understood(output, Kind.EMBEDDING, false, shape, "its name");
        }
        if (others.stream()
                .anyMatch(other -> nodes.ancestors(Nodes.nameOf(other)).contains(Nodes.nameOf(output.value())))) {
            return new Understood(output, Kind.EMBEDDING, false, shape, "another output is computed from it");
        }
        return matches(SCORES, output.name())
                ? new Understood(output, Kind.SCORES, false, shape, "its name")
                : new Understood(output, Kind.OTHER, false, shape, "neither name nor end tell");
    }

    private boolean isLogits(String other, String value) {
        return ScoreTail.isSquashed(nodes, other)
                && ScoreTail.logits(nodes, other).equals(value);
    }

    private static boolean matches(Pattern pattern, String name) {
        return pattern.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    private static Shape shape(GraphShapes.Value value) {
        return Shape.of(LongStream.of(value.dims())
                .mapToInt(extent -> extent < 0 || extent > Integer.MAX_VALUE ? Shape.DYNAMIC : (int) extent)
                .toArray());
    }

    /** The outputs whose part of the graph may be handed to TensorFlow, with that part. */
    static FlatGraph allowed(FlatGraph graph) {
        Map<String, FlatGraph.Output> allowed = new LinkedHashMap<>();
        for (FlatGraph.Output output : graph.outputs()) {
            if (AllowedOperations.unknown(GraphReach.part(graph.graph(), List.of(Nodes.nameOf(output.value()))))
                    .isEmpty()) {
                allowed.put(output.name(), output);
            }
        }
        List<String> roots = allowed.values().stream()
                .map(output -> Nodes.nameOf(output.value()))
                .toList();
        return new FlatGraph(GraphReach.part(graph.graph(), roots), List.copyOf(allowed.values()));
    }
}
