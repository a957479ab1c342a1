package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a network does with its image before the first layer: the order of axes that it wants, and a scaling of pixels inside. */
public final class FirstNodes {
    private static final Set<String> PASSED =
            Set.of("Cast", "Identity", "Squeeze", "Unsqueeze", "Reshape", "Pad", "Dropout", "Clip", "Resize", "Expand");
    private static final Set<String> AFFINE = Set.of("Mul", "Div", "Add", "Sub");
    /** A scaling is written in a few nodes; more of the same belong to the network. */
    private static final int MOST = 16;

    private final GraphLinks links;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> after = new ArrayList<>();

    /** Walks from an image input as long as one node follows another. */
    public FirstNodes(OnnxGraph graph, String image) {
        this.links = new GraphLinks(graph);
        String at = image;
        while (nodes.size() < MOST) {
            List<Node> next = links.consumers(at);
            if (next.size() != 1 || !isBefore(next.get(0), at)) {
                after.addAll(next);
                return;
            }
            nodes.add(next.get(0));
            at = next.get(0).output(0);
        }
    }

    private boolean isBefore(Node node, String value) {
        String operator = node.isStandard() ? node.operator() : "";
        boolean normalises = operator.equals("BatchNormalization") && isLarge(node.input(3));
        return PASSED.contains(operator)
                || operator.equals("Transpose")
                || normalises
                || AFFINE.contains(operator) && links.stored(other(node, value)).isPresent();
    }

    private static String other(Node node, String value) {
        return node.input(node.input(0).equals(value) ? 1 : 0);
    }

    /** Whether stored means are those of pixels 0…255. */
    private boolean isLarge(String mean) {
        return links.stored(mean).filter(stored -> average(stored.floats()) > 5).isPresent();
    }

    /** Whether the axes are moved from {@code [N, H, W, C]} to {@code [N, C, H, W]}. */
    public boolean movesChannelsForward() {
        return nodes.stream()
                .filter(node -> node.is("Transpose"))
                .findFirst()
                .filter(node -> Arrays.equals(node.integers("perm"), new long[] {0, 3, 1, 2}))
                .isPresent();
    }

    /** Number of channels that the first convolution takes. */
    public OptionalInt channels() {
        return after.stream()
                .filter(node -> node.is("Conv"))
                .flatMap(node -> links.stored(node.input(1)).stream()
                        .filter(weights -> weights.dims().length > 1)
                        .map(weights -> Math.toIntExact(weights.dims()[1] * node.integer("group", 1))))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /**
     * The affine map {@code a·x + b} of pixels that stands before the network.
     *
     * @param factor a, per channel or one for all
     * @param offset b, of the same length
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Scaling(double[] factor, double[] offset) {}

    /** How the network scales pixels itself; empty when it does not. */
    public Optional<Scaling> scaling() {
        double[] factor = {1};
        double[] offset = {0};
        boolean scales = false;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            String before = i == 0 ? "" : nodes.get(i - 1).output(0);
            if (node.is("BatchNormalization")) {
                offset = combined(offset, constant(node.input(3)), (b, mean) -> b - mean);
                scales = true;
            } else if (AFFINE.contains(node.operator())) {
                boolean first = i == 0
                        ? links.stored(node.input(0)).isEmpty()
                        : node.input(0).equals(before);
                double[] value = constant(node.input(first ? 1 : 0));
                factor = factor(node.operator(), first, factor, value);
                offset = offset(node.operator(), first, offset, value);
                scales = true;
            }
        }
        boolean understood = scales && Arrays.stream(factor).allMatch(Double::isFinite);
        return understood ? Optional.of(new Scaling(factor, offset)) : Optional.empty();
    }

    private static double[] factor(String operator, boolean first, double[] factor, double[] value) {
        return switch (operator) {
            case "Mul" -> combined(factor, value, (a, v) -> a * v);
            case "Div" -> first ? combined(factor, value, (a, v) -> a / v) : new double[] {Double.NaN};
            case "Sub" -> first ? factor : combined(factor, value, (a, v) -> -a);
            default -> factor;
        };
    }

    private static double[] offset(String operator, boolean first, double[] offset, double[] value) {
        return switch (operator) {
            case "Mul" -> combined(offset, value, (b, v) -> b * v);
            case "Div" -> combined(offset, value, (b, v) -> b / v);
            case "Add" -> combined(offset, value, (b, v) -> b + v);
            default -> combined(offset, value, first ? (b, v) -> b - v : (b, v) -> v - b);
        };
    }

    private static double[] combined(double[] a, double[] b, java.util.function.DoubleBinaryOperator function) {
        double[] result = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
        }
        return result;
    }

    /** Three numbers, one per channel, or the mean of as many as there are, as of a mean image. */
    private double[] constant(String value) {
        float[] values = links.stored(value).map(StoredMatrix::floats).orElse(new float[] {Float.NaN});
        return values.length == 3 ? new double[] {values[0], values[1], values[2]} : new double[] {average(values)};
    }

    private static double average(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
