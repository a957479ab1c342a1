package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.List;

/** One node with what is known of its inputs; rules fill in what is known of its outputs. */
final class ShapeContext {
    private final Node node;
    private final List<InferredValue> inputs;
    private final InferredValue[] outputs;
    private final long opset;

    ShapeContext(Node node, List<InferredValue> inputs, long opset) {
        this.node = node;
        this.inputs = inputs;
        this.outputs = new InferredValue[node.outputs().size()];
        this.opset = opset;
        Arrays.fill(outputs, InferredValue.NOTHING);
    }

    Node node() {
        return node;
    }

    long opset() {
        return opset;
    }

    int inputCount() {
        return inputs.size();
    }

    List<InferredValue> inputs() {
        return inputs;
    }

    boolean has(int index) {
        return node.hasInput(index);
    }

    InferredValue in(int index) {
        return index < inputs.size() ? inputs.get(index) : InferredValue.NOTHING;
    }

    ElementType type() {
        return in(0).type();
    }

    long[] dims(int index) {
        return in(index).requireDims();
    }

    /** Integers that came as an attribute in old operator sets and come as an input in new ones. */
    long[] longs(String attribute, int input) {
        return node.attribute(attribute).map(Attribute::integers).orElseGet(() -> in(input)
                .longs());
    }

    void out(int index, InferredValue value) {
        if (index < outputs.length) {
            outputs[index] = value;
        }
    }

    void out(InferredValue value) {
        out(0, value);
    }

    void outDims(long... dims) {
        out(0, InferredValue.of(type(), dims));
    }

    InferredValue result(int index) {
        return outputs[index];
    }
}
