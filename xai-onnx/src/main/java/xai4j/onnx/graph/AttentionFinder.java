package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import xai4j.model.Attention;
import xai4j.model.Layer;

/**
 * Finds self-attention in a graph: a softmax over the products of queries and keys that weighs values in another product. Exporters
 * put casts, dropouts, masks and a guard against NaN between these.
 */
final class AttentionFinder {
    private static final Set<String> BETWEEN = Set.of(
            "Cast", "CastLike", "Identity", "Dropout", "Where", "Mul", "Reshape", "Transpose", "Squeeze", "Unsqueeze");
    private static final Set<String> BEFORE = Set.of(
            "Cast",
            "CastLike",
            "Identity",
            "Where",
            "Mul",
            "Div",
            "Add",
            "Sub",
            "Clip",
            "Max",
            "Tanh",
            "Reshape",
            "Transpose");
    private static final Set<String> PRODUCTS = Set.of("MatMul", "Einsum", "Gemm");
    private static final int DETOUR = 6;

    private final OnnxGraph graph;
    private final GraphLinks links;
    private final Shapes shapes;
    private final Set<String> onPath;
    private final String logits;
    private final long batch;

    /**
     * @param onPath values that depend on the image and on which the logits depend
     * @param batch images in the batch of which the shapes tell
     */
    AttentionFinder(OnnxGraph graph, GraphLinks links, Shapes shapes, Set<String> onPath, String logits, long batch) {
        this.graph = graph;
        this.links = links;
        this.shapes = shapes;
        this.onPath = onPath;
        this.logits = logits;
        this.batch = batch;
    }

    /** Whether a node is a softmax whose result weighs values in a product. */
    static boolean weighs(GraphLinks links, Node node) {
        return node.is("Softmax") && reachesProduct(links, node.output(0), DETOUR);
    }

    private static boolean reachesProduct(GraphLinks links, String value, int steps) {
        return links.consumers(value).stream()
                .anyMatch(node -> PRODUCTS.contains(node.operator())
                        || steps > 0
                                && BETWEEN.contains(node.operator())
                                && reachesProduct(links, node.output(0), steps - 1));
    }

    private boolean comesFromProduct(String value, int steps) {
        return links.producer(value)
                .filter(node -> PRODUCTS.contains(node.operator())
                        || steps > 0
                                && BEFORE.contains(node.operator())
                                && node.inputs().stream().anyMatch(input -> comesFromProduct(input, steps - 1)))
                .isPresent();
    }

    /** What was found, or why nothing. */
    Attention find(Function<String, Layer> layers) {
        List<String> found = graph.nodes().stream()
                .filter(node -> weighs(links, node) && onPath.contains(node.output(0)))
                .filter(node -> comesFromProduct(node.input(0), DETOUR) && isOverLastAxis(node))
                .map(node -> node.output(0))
                .toList();
        if (found.isEmpty()) {
            return Attention.none(fused().map(node ->
                            "its attention lies within the operator " + node + ", which is not written out here")
                    .orElse("no attention was found in it: no softmax of a product weighs the values of another"));
        }
        List<String> square = found.stream().filter(this::isSquare).toList();
        if (square.isEmpty()) {
            return Attention.none("its attention is not between the same tokens: " + extents(found.get(0)));
        }
        Set<Long> lengths = new LinkedHashSet<>();
        square.forEach(value -> lengths.add(tokens(value)));
        if (lengths.size() > 1) {
            return Attention.none("the number of tokens changes between its blocks: " + lengths);
        }
        if (square.stream().anyMatch(value -> shapes.dims(value).length == 4 && shapes.dims(value)[0] != batch)) {
            return Attention.none("its attention is within windows of " + tokens(square.get(0))
                    + " tokens, not over the whole image");
        }
        List<String> ends = new BlockEnds(graph, links, shapes, onPath, logits).find(square, tokens(square.get(0)));
        return new Attention(
                IntStream.range(0, square.size())
                        .mapToObj(i -> block(square.get(i), ends.isEmpty() ? "" : ends.get(i), layers))
                        .toList(),
                readTokens(square),
                pooling(found, square, layers),
                "",
                note(found, square));
    }

    /** Operators that hold a whole attention have it in their names. */
    private Optional<Node> fused() {
        return graph.nodes().stream()
                .filter(node -> node.operator().endsWith("Attention") && onPath.contains(node.output(0)))
                .findFirst();
    }

    /** Behind the last block a few learned queries may gather the tokens (attention pooling, as in SigLIP). */
    private Optional<Attention.Pooling> pooling(
            List<String> found, List<String> square, Function<String, Layer> layers) {
        String last = found.get(found.size() - 1);
        long[] dims = shapes.dims(last);
        boolean gathers = isBehind(found, square) && dims.length > 2 && tokens(last) == tokens(square.get(0));
        return gathers
                ? Optional.of(new Attention.Pooling(
                        layers.apply(last),
                        Math.toIntExact(dims.length == 4 ? dims[1] : dims[0] / batch),
                        Math.toIntExact(dims[dims.length - 2])))
                : Optional.empty();
    }

    private boolean isBehind(List<String> found, List<String> square) {
        String last = found.get(found.size() - 1);
        return !isSquare(last)
                && links.descendants(List.of(square.get(square.size() - 1))).contains(last);
    }

    private String note(List<String> found, List<String> square) {
        String last = found.get(found.size() - 1);
        return isBehind(found, square) && tokens(last) != tokens(square.get(0))
                ? "the scores are gathered by an attention of " + extents(last)
                        + " behind the last block, which is not followed: the patches' rows count alike there"
                : "";
    }

    private boolean isOverLastAxis(Node node) {
        int rank = shapes.dims(node.output(0)).length;
        long axis = node.integer("axis", graph.opset() < 13 ? 1 : -1);
        return axis == -1 || axis == rank - 1;
    }

    private boolean isSquare(String value) {
        long[] dims = shapes.dims(value);
        boolean stacked = dims.length == 4 || dims.length == 3;
        return stacked && tokens(value) > 1 && dims[dims.length - 2] == tokens(value);
    }

    private long tokens(String value) {
        long[] dims = shapes.dims(value);
        return dims[dims.length - 1];
    }

    private String extents(String value) {
        long[] dims = shapes.dims(value);
        return dims.length < 2 ? "" : dims[dims.length - 2] + " queries, " + dims[dims.length - 1] + " keys";
    }

    private Attention.Block block(String value, String end, Function<String, Layer> layers) {
        long[] dims = shapes.dims(value);
        long heads = dims.length == 4 ? dims[1] : dims[0] / batch;
        return new Attention.Block(
                layers.apply(value),
                Math.toIntExact(heads),
                Math.toIntExact(tokens(value)),
                end.isEmpty() ? Optional.empty() : Optional.of(layers.apply(end)));
    }

    /** Single tokens that are taken out of the sequence behind the last block, as class and distillation tokens are. */
    private List<Integer> readTokens(List<String> probabilities) {
        String last = probabilities.get(probabilities.size() - 1);
        long tokens = tokens(last);
        Set<String> after = links.descendants(List.of(last));
        Set<Integer> read = new TreeSet<>();
        for (Node node : graph.nodes()) {
            boolean takes = node.is("Gather") || node.is("Slice");
            if (takes && after.contains(node.input(0)) && onPath.contains(node.output(0)) && isSequence(node, tokens)) {
                taken(node, tokens).forEach(read::add);
            }
        }
        return new ArrayList<>(read);
    }

    private boolean isSequence(Node node, long tokens) {
        long[] dims = shapes.isKnown(node.input(0)) ? shapes.dims(node.input(0)) : new long[0];
        return dims.length == 3 && dims[1] == tokens;
    }

    private List<Integer> taken(Node node, long tokens) {
        if (node.is("Gather")) {
            long[] index = shapes.longs(node.input(1)).orElse(new long[0]);
            boolean single = node.integer("axis", 0) == 1 && index.length == 1;
            return single ? List.of((int) (index[0] < 0 ? index[0] + tokens : index[0])) : List.of();
        }
        long[] starts = shapes.longs(node.input(1)).orElse(new long[0]);
        long[] axes = node.hasInput(3) ? shapes.longs(node.input(3)).orElse(new long[0]) : new long[0];
        for (int i = 0; i < Math.min(starts.length, axes.length); i++) {
            if ((axes[i] == 1 || axes[i] == -2) && shapes.dims(node.output(0))[1] == 1) {
                return List.of((int) (starts[i] < 0 ? starts[i] + tokens : starts[i]));
            }
        }
        return List.of();
    }
}
