package xai4j.onnx.graph;

import java.util.Locale;
import xai4j.model.ModelException;

/**
 * Bounds the memory that a graph asks for, before anything is spent: a file of a few bytes can declare a picture or a value of any size.
 *
 * <p>The bound holds for each value of one picture; {@value #PROPERTY} raises it.
 */
public final class GraphBudget {
    /** System property: mebibytes that one value of one picture may have. */
    public static final String PROPERTY = "xai4j.onnx.max-value-mib";

    /** A map of 64 channels at 1440 x 1440. */
    private static final long STANDARD_MIB = 512;

    private GraphBudget() {}

    /**
     * Refuses a graph with a value that is too large.
     *
     * @throws ModelException naming the value, the limit and how to raise it
     */
    public static void require(OnnxGraph graph, Shapes shapes) {
        graph.ports().forEach(port -> require(graph, shapes, port.name()));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(value -> require(graph, shapes, value));
        }
    }

    private static void require(OnnxGraph graph, Shapes shapes, String value) {
        double mebibytes =
                shapes.elements(value) * Math.max(1, shapes.type(value).bytes()) / (1 << 20);
        long limit = Long.getLong(PROPERTY, STANDARD_MIB);
        if (mebibytes > limit) {
            throw new ModelException(String.format(
                    Locale.ROOT,
                    "%s needs %.0f MiB for the value %s of one picture, more than the limit of %d MiB; give more with -D%s=%.0f",
                    graph.source(),
                    mebibytes,
                    value,
                    limit,
                    PROPERTY,
                    Math.ceil(mebibytes)));
        }
    }
}
