package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.Shapes;
import xai4j.tensor.Shape;

/** One fused node that is written out, and where its parts go. */
final class ExpansionContext {
    private final Node node;
    private final Shapes shapes;
    private final GraphBuilder builder;

    ExpansionContext(Node node, Shapes shapes, GraphBuilder builder) {
        this.node = node;
        this.shapes = shapes;
        this.builder = builder;
    }

    Node node() {
        return node;
    }

    GraphBuilder builder() {
        return builder;
    }

    String x(int index) {
        return node.input(index);
    }

    ElementType type() {
        return shapes.type(node.input(0));
    }

    ElementType type(String value) {
        return shapes.type(value);
    }

    String number(double value) {
        return builder.scalar(type(), value);
    }

    /** Says what an output of the node is. */
    void output(int index, String value) {
        if (!node.output(index).isEmpty()) {
            builder.copy(Node.of("Identity", List.of(), List.of()), List.of(value), List.of(node.output(index)));
        }
    }

    /** Extents of a value with -1 where they depend on the batch. */
    long[] dims(String value) {
        Shape shape = shapes.shape(value).orElseThrow(() -> refusal("the shape of " + value + " is not known"));
        return Arrays.stream(shape.dims()).asLongStream().toArray();
    }

    long[] inputDims(int index) {
        return dims(node.input(index));
    }

    /** Extents of an input for one number of images that is the same for all values, so that they can be compared. */
    long[] comparableDims(int index) {
        inputDims(index);
        return shapes.dims(node.input(index));
    }

    /** Integers of an input that must be known. */
    long[] constant(int index) {
        return shapes.longs(node.input(index))
                .orElseThrow(() -> refusal("its input " + node.input(index) + " is computed from the image"));
    }

    /** Refuses an input that changes the operator's meaning in a way that is not written out here. */
    void refuseInput(int index, String what) {
        if (node.hasInput(index)) {
            throw refusal("with " + what + " it has no rule");
        }
    }

    /** Refuses an output that something may use and that is not written out here. */
    void refuseOutput(int index, String what) {
        if (!node.output(index).isEmpty()) {
            throw refusal("with " + what + " it has no rule");
        }
    }

    ModelException refusal(String reason) {
        return BackwardPass.refusal(node, reason);
    }
}
