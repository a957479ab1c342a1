package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.djl.engine.EngineErrors;
import xai4j.model.ModelException;

/** Types and shapes of all values of a graph, as TensorFlow infers them without running it. */
final class GraphShapes {
    /** A batch that no extent of a network has by chance. */
    static final int BATCH = 11;

    private static final int SMALL = 1024;

    /** A value's type and shape; extents are −1 where unknown. */
    record Value(DataType type, org.tensorflow.ndarray.Shape shape) {
        /** Extents; none when not even their number is known. */
        long[] dims() {
            return shape.isUnknown() ? new long[0] : shape.asArray();
        }

        /** Number of axes, or −1. */
        int rank() {
            return shape.isUnknown() ? -1 : shape.numDimensions();
        }

        /** The last extent, or −1. */
        long last() {
            return rank() > 0 ? shape.get(-1) : -1;
        }
    }

    private final Map<String, Value> values = new HashMap<>();

    private GraphShapes() {}

    /**
     * Infers.
     *
     * @param graph allowed and checked
     * @param file for messages
     * @throws ModelException if TensorFlow finds that the graph contradicts itself
     */
    static GraphShapes of(GraphDef graph, String file) {
        GraphShapes shapes = new GraphShapes();
        try (Graph imported = new Graph()) {
            imported.importGraphDef(light(graph));
            Iterator<GraphOperation> operations = imported.operations();
            while (operations.hasNext()) {
                shapes.add(operations.next());
            }
            return shapes;
        } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
            throw new ModelException(file + " cannot be imported by TensorFlow: " + EngineErrors.firstLine(e), e);
        }
    }

    private void add(GraphOperation operation) {
        for (int i = 0; i < operation.numOutputs(); i++) {
            var output = operation.output(i);
            values.put(operation.name() + ":" + i, new Value(output.dataType(), output.shape()));
        }
    }

    Optional<Value> find(String value) {
        return Optional.ofNullable(values.get(value));
    }

    /**
     * Refuses a graph with a value that is too large for one picture.
     *
     * @throws ModelException naming value and limit
     */
    void requireBounded(String file) {
        values.forEach((name, value) -> {
            List<Long> extents =
                    new ArrayList<>(LongStream.of(value.dims()).boxed().toList());
            if (!extents.isEmpty() && extents.get(0) == BATCH) {
                extents.set(0, 1L);
            }
            long bytes = Float.BYTES;
            for (long extent : extents) {
                bytes = extent <= 1 ? bytes : bytes > Long.MAX_VALUE / extent ? Long.MAX_VALUE : bytes * extent;
            }
            ValueLimit.require(file, name, extents, bytes);
        });
    }

    /** Weights are not copied: what only has a shape stands for them. */
    private static GraphDef light(GraphDef graph) {
        GraphDef.Builder light = graph.toBuilder().clearNode();
        for (NodeDef node : graph.getNodeList()) {
            boolean large = node.getOp().equals("Const")
                    && node.getAttrOrThrow("value").getTensor().getSerializedSize() > SMALL;
            light.addNode(
                    large
                            ? placeholder(
                                    node.getName(),
                                    FrozenGraph.dtype(node),
                                    node.getAttrOrThrow("value").getTensor().getTensorShape())
                            : node);
        }
        return light.build();
    }

    static NodeDef placeholder(String name, DataType type, TensorShapeProto shape) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Placeholder")
                .putAttr("dtype", TwinRewriter.type(type))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .build();
    }
}
