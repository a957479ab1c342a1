package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import xai4j.tensor.Shape;

/**
 * A graph whose chance is frozen: noise, dropout and draws that were exported in training mode give the same numbers at each run, for
 * each picture.
 *
 * <p>Without that no explanation could be made again, and differences of scores would be differences of noise.
 *
 * @param graph the graph with constants in the place of random numbers
 * @param frozen the operators that drew
 * @param drawing operators that draw still, as they cannot be frozen
 */
public record FrozenChance(OnnxGraph graph, List<String> frozen, List<String> drawing) {
    /** The seed of the numbers that are put in. */
    public static final long SEED = 0;

    /** More random numbers than that are no noise on a picture. */
    private static final long MOST = 1 << 24;

    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial");

    /** Freezes a graph, as far as shapes are known; the same graph when nothing in it draws. */
    public static FrozenChance of(OnnxGraph graph, Shapes shapes) {
        List<Node> random =
                graph.nodes().stream().filter(node -> draws(node, shapes)).toList();
        if (random.isEmpty()) {
            return new FrozenChance(graph, List.of(), List.of());
        }
        OnnxGraph copy = graph.copy();
        List<String> frozen = new ArrayList<>();
        List<String> drawing = new ArrayList<>();
        for (Node node : random) {
            List<Node> instead = new Draws(copy, shapes, node).instead(node);
            (instead.isEmpty() ? drawing : frozen).add(node.toString());
            if (!instead.isEmpty()) {
                int at = copy.nodes().indexOf(node);
                copy.nodes().remove(at);
                copy.nodes().addAll(at, instead);
            }
        }
        return new FrozenChance(copy, frozen, drawing);
    }

    private static boolean draws(Node node, Shapes shapes) {
        boolean trains = node.is("Dropout")
                && shapes.constant(node.input(2)).filter(mode -> mode[0] != 0).isPresent();
        return trains || node.isStandard() && RANDOM.contains(node.operator());
    }

    /** What both this and a later freezing of what was left did. */
    public FrozenChance then(FrozenChance later) {
        List<String> both = new ArrayList<>(frozen);
        both.addAll(later.frozen);
        return new FrozenChance(later.graph, both, later.drawing);
    }

    /** One sentence for people; empty when nothing draws. */
    public Optional<String> remark() {
        if (frozen.isEmpty() && drawing.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(frozen);
        all.addAll(drawing);
        String names = all.stream().limit(3).collect(Collectors.joining(", "))
                + (all.size() > 3 ? " and " + (all.size() - 3) + " more" : "");
        String end = drawing.isEmpty()
                ? "they are frozen with seed " + SEED
                : String.join(", ", drawing) + " cannot be frozen, so no explanation can be made again";
        return Optional.of("the network draws random numbers (" + names
                + "), probably because it was exported in training mode; " + end);
    }

    /** Puts constants in the place of one operator that draws. */
    private static final class Draws {
        private final OnnxGraph graph;
        private final Shapes shapes;
        private final String prefix;
        private final SplittableRandom random;

        Draws(OnnxGraph graph, Shapes shapes, Node node) {
            this.graph = graph;
            this.shapes = shapes;
            this.prefix = "xai4j/chance/" + node.output(0) + "/";
            this.random = new SplittableRandom(SEED + node.output(0).hashCode());
        }

        List<Node> instead(Node node) {
            return switch (node.operator()) {
                case "RandomNormal" -> whole(node, normal(node));
                case "RandomUniform" -> whole(node, uniform(node));
                case "RandomNormalLike" -> like(node, normal(node));
                case "RandomUniformLike" -> like(node, uniform(node));
                case "Bernoulli" -> bernoulli(node);
                case "Dropout" -> dropout(node);
                default -> List.of();
            };
        }

        private DoubleSupplier normal(Node node) {
            float mean = node.number("mean", 0);
            float scale = node.number("scale", 1);
            return () -> mean + scale * gaussian();
        }

        private double gaussian() {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            return radius * Math.cos(2 * Math.PI * random.nextDouble());
        }

        private DoubleSupplier uniform(Node node) {
            float low = node.number("low", 0);
            float high = node.number("high", 1);
            return () -> low + (high - low) * random.nextDouble();
        }

        private List<Node> whole(Node node, DoubleSupplier draw) {
            long[] dims = node.integers("shape");
            return constant(dims, draw)
                    .map(drawn -> List.of(typed(node, drawn)))
                    .orElse(List.of());
        }

        /** The same numbers for each picture of a batch. */
        private List<Node> like(Node node, DoubleSupplier draw) {
            String drawn = onePicture(node.input(0))
                    .flatMap(dims -> constant(dims, draw))
                    .orElse("");
            if (drawn.isEmpty()) {
                return List.of();
            }
            return List.of(
                    Node.of("Shape", List.of(node.input(0)), List.of(prefix + "shape")),
                    Node.of("Expand", List.of(drawn, prefix + "shape"), List.of(prefix + "all")),
                    typed(node, prefix + "all"));
        }

        private List<Node> bernoulli(Node node) {
            String drawn = onePicture(node.input(0))
                    .flatMap(dims -> constant(dims, random::nextDouble))
                    .orElse("");
            return drawn.isEmpty()
                    ? List.of()
                    : List.of(
                            Node.of("Less", List.of(drawn, node.input(0)), List.of(prefix + "less")),
                            typed(node, prefix + "less"));
        }

        private List<Node> dropout(Node node) {
            double ratio = node.hasInput(1)
                    ? shapes.constant(node.input(1)).map(values -> values[0]).orElse(-1.0)
                    : 0.5;
            String drawn = ratio < 0 || ratio >= 1
                    ? ""
                    : onePicture(node.input(0))
                            .flatMap(dims -> constant(dims, () -> random.nextDouble() < ratio ? 0 : 1 / (1 - ratio)))
                            .orElse("");
            boolean alone = node.output(1).isEmpty();
            return drawn.isEmpty() || !alone
                    ? List.of()
                    : List.of(Node.of("Mul", List.of(node.input(0), drawn), List.of(node.output(0))));
        }

        /** Extents of a value with a batch of one. */
        private Optional<long[]> onePicture(String value) {
            return shapes.shape(value).map(Shape::dims).map(dims -> {
                long[] one = new long[dims.length];
                for (int i = 0; i < one.length; i++) {
                    one[i] = dims[i] == Shape.DYNAMIC ? 1 : dims[i];
                }
                return one;
            });
        }

        private Optional<String> constant(long[] dims, DoubleSupplier draw) {
            long size = Dims.size(dims);
            if (size < 1 || size > MOST) {
                return Optional.empty();
            }
            float[] values = new float[(int) size];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) draw.getAsDouble();
            }
            graph.add(ConstantTensor.ofFloats(prefix + "drawn", dims, values));
            return Optional.of(prefix + "drawn");
        }

        private Node typed(Node node, String value) {
            ElementType type = shapes.type(node.output(0));
            long number =
                    node.integer("dtype", type == ElementType.UNDEFINED ? ElementType.FLOAT.number() : type.number());
            return Node.of("Cast", List.of(value), List.of(node.output(0)), Attribute.of("to", number));
        }
    }
}
