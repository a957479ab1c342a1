package xai4j.onnx;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.tensor.Shape;

/** Infers the shapes of a graph's values and remembers the last answer, as a file is looked at for several things one after the other. */
final class LastShapes {
    private final String port;
    private @Nullable Answer last;

    LastShapes(OnnxImageInput port) {
        this.port = port.name();
    }

    /** Shapes of a graph for images of one size. */
    private record Answer(OnnxGraph graph, Shape images, Shapes shapes) {}

    /**
     * The shapes of all values of a graph, which is not changed afterwards.
     *
     * @param images shape of the image input, {@link Shape#DYNAMIC} for an open batch
     */
    synchronized Shapes of(OnnxGraph graph, Shape images) {
        Answer known = last;
        if (known == null || known.graph() != graph || !known.images().equals(images)) {
            known = new Answer(graph, images, Shapes.of(graph, Map.of(port, images)));
            last = known;
        }
        return known.shapes();
    }
}
