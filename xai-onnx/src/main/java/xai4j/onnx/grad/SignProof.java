package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoublePredicate;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OperatorFacts;
import xai4j.onnx.graph.OperatorFacts.Sign;
import xai4j.onnx.graph.Shapes;

/** What the graph proves about the signs of values, whatever the image is. Rounding to zero counts as possible. */
final class SignProof {
    /** How far back a proof looks. */
    private static final int DEPTH = 32;

    private final GraphLinks links;
    private final Shapes shapes;

    SignProof(GraphLinks links, Shapes shapes) {
        this.links = links;
        this.shapes = shapes;
    }

    /** Whether a value has no negative elements. */
    boolean isNonNegative(String value) {
        return isNonNegative(value, DEPTH);
    }

    /** Whether no element of a value is zero. */
    boolean isNonZero(String value) {
        return isConstant(value, element -> element != 0) || isPositive(value, DEPTH);
    }

    private boolean isConstant(String value, DoublePredicate test) {
        return shapes.constant(value)
                .filter(elements -> Arrays.stream(elements).allMatch(test))
                .isPresent();
    }

    private boolean isNonNegative(String value, int depth) {
        if (isConstant(value, element -> element >= 0)) {
            return true;
        }
        Optional<Node> producer = depth == 0 ? Optional.empty() : links.producer(value);
        return producer.filter(node -> isNonNegative(node, depth - 1)).isPresent();
    }

    private boolean isNonNegative(Node node, int depth) {
        return switch (OperatorFacts.of(node).sign()) {
            case NON_NEGATIVE -> true;
            case KEPT -> isNonNegative(node.input(0), depth);
            case OF_ALL -> node.inputs().stream().allMatch(input -> isNonNegative(input, depth));
            case PRODUCT ->
                node.input(0).equals(node.input(1))
                        || node.inputs().stream().allMatch(input -> isNonNegative(input, depth));
            case OPEN -> isBoundedBelow(node, 0) || isEvenPower(node);
        };
    }

    private boolean isBoundedBelow(Node node, double bound) {
        return node.is("Clip") && node.hasInput(1) && isConstant(node.input(1), low -> low >= bound);
    }

    private boolean isEvenPower(Node node) {
        return node.is("Pow") && isConstant(node.input(1), exponent -> exponent % 2 == 0);
    }

    private boolean isPositive(String value, int depth) {
        if (isConstant(value, element -> element > 0)) {
            return true;
        }
        Optional<Node> producer = depth == 0 ? Optional.empty() : links.producer(value);
        return producer.filter(node -> isPositive(node, depth - 1)).isPresent();
    }

    private boolean isPositive(Node node, int depth) {
        if (node.is("Sqrt") || OperatorFacts.of(node).sign() == Sign.KEPT) {
            return isPositive(node.input(0), depth);
        }
        boolean sum = node.is("Add") || node.is("Sum");
        if (sum || node.is("Max")) {
            return node.inputs().stream().anyMatch(input -> isPositive(input, depth))
                    && (!sum || node.inputs().stream().allMatch(input -> isNonNegative(input, depth)));
        }
        return node.is("Clip") && node.hasInput(1) && isConstant(node.input(1), low -> low > 0);
    }
}
