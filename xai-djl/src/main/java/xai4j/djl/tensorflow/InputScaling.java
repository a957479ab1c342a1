package xai4j.djl.tensorflow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.tensorflow.proto.NodeDef;
import xai4j.image.Preprocessing;

/**
 * Reads from the first operations how a network brings pictures into its range itself, as Keras' Rescaling and Normalization
 * layers do, so that nobody does it a second time.
 */
final class InputScaling {
    private static final Set<String> PASSED = Set.of("Cast", "Pad", "PadV2", "Reshape", "Squeeze", "ExpandDims");
    private static final int MOST_STEPS = 8;
    /** A factor that makes something like one of 255. */
    private static final double OF_BYTES = 1 / 32.0;
    /** A mean that only numbers up to 255 have. */
    private static final double BYTE_MEAN = 2;

    private final Nodes nodes;
    private double factor = 1;
    private double mean;
    private double[] means = {};
    private boolean scaled;
    private boolean reversed;

    private InputScaling(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The preprocessing that is left to be done outside; empty when the graph does none itself. */
    static Optional<Preprocessing> of(Nodes nodes, String image) {
        InputScaling scaling = new InputScaling(nodes);
        String value = image;
        for (int step = 0; step < MOST_STEPS; step++) {
            List<String> consumers = nodes.consumers(value).stream()
                    .filter(name -> !nodes.get(name).getOp().equals("Shape"))
                    .toList();
            if (consumers.size() != 1 || !scaling.pass(nodes.get(consumers.get(0)), value)) {
                break;
            }
            value = consumers.get(0);
        }
        return scaling.result();
    }

    private Optional<Preprocessing> result() {
        if (!scaled) {
            return Optional.empty();
        }
        if (Math.abs(factor) > OF_BYTES && Math.abs(mean) < BYTE_MEAN) {
            return Optional.of(Preprocessing.unit());
        }
        boolean blueFirst = means.length == 3 && means[0] + BYTE_MEAN < means[2] && means[1] < means[2];
        return Optional.of(blueFirst && !reversed ? Preprocessing.rawBgr() : Preprocessing.raw());
    }

    private boolean pass(NodeDef node, String from) {
        List<String> inputs = Nodes.inputs(node);
        if (PASSED.contains(node.getOp())) {
            return Nodes.nameOf(inputs.get(0)).equals(from);
        }
        if (node.getOp().equals("ReverseV2")) {
            reversed = true;
            return true;
        }
        if (inputs.size() != 2) {
            return false;
        }
        int other = Nodes.nameOf(inputs.get(0)).equals(from) ? 1 : 0;
        return numbers(inputs.get(other))
                .map(numbers -> apply(node.getOp(), numbers, other))
                .orElse(false);
    }

    /** Whether an operation is part of the scaling; its constant then counts. */
    private boolean apply(String operation, double[] numbers, int other) {
        double average = DoubleStream.of(numbers).average().orElse(0);
        switch (operation) {
            case "Mul" -> scale(average);
            case "RealDiv", "Div" -> scale(1 / average);
            case "Sub" -> shift(numbers, average);
            case "Add", "AddV2", "BiasAdd" ->
                shift(DoubleStream.of(numbers).map(number -> -number).toArray(), -average);
            default -> {
                return false;
            }
        }
        return other == 1 || operation.equals("Mul") || operation.startsWith("Add");
    }

    private void scale(double by) {
        factor *= by;
        scaled = true;
    }

    /** In the picture's own numbers, whatever has been multiplied before. */
    private void shift(double[] by, double average) {
        mean += average / factor;
        means = by;
        scaled = true;
    }

    /** Constants, and deviations that the graph computes from them: {@code max(sqrt(variance), ε)}. */
    private Optional<double[]> numbers(String value) {
        NodeDef node = nodes.get(value);
        List<String> inputs = Nodes.inputs(node);
        return switch (node.getOp()) {
            case "Sqrt" ->
                numbers(inputs.get(0))
                        .map(numbers -> DoubleStream.of(numbers).map(Math::sqrt).toArray());
            case "Maximum" ->
                numbers(inputs.get(0)).filter(first -> first.length > 1).or(() -> numbers(inputs.get(1)));
            default -> Constants.numbers(nodes, value);
        };
    }
}
