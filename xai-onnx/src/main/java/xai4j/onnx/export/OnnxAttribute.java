package xai4j.onnx.export;

import xai4j.onnx.graph.Attribute;

/** A setting of a node, such as the strides of a {@code Conv}; which ones an operator has is said by the ONNX specification. */
public final class OnnxAttribute {
    private final Attribute attribute;

    private OnnxAttribute(Attribute attribute) {
        this.attribute = attribute;
    }

    /** An integer. */
    public static OnnxAttribute of(String name, long value) {
        return new OnnxAttribute(Attribute.of(name, value));
    }

    /** A float32. */
    public static OnnxAttribute of(String name, float value) {
        return new OnnxAttribute(Attribute.of(name, value));
    }

    /** A text. */
    public static OnnxAttribute of(String name, String value) {
        return new OnnxAttribute(Attribute.of(name, value));
    }

    /** A list of integers. */
    public static OnnxAttribute ints(String name, long... values) {
        return new OnnxAttribute(Attribute.ints(name, values));
    }

    /** A list of float32. */
    public static OnnxAttribute floats(String name, float... values) {
        return new OnnxAttribute(Attribute.floats(name, values));
    }

    Attribute attribute() {
        return attribute;
    }
}
