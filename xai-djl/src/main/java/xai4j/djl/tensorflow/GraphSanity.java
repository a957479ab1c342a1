package xai4j.djl.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.model.ModelException;

/**
 * Looks at the numbers in a graph before TensorFlow does, whose native code ends the process on some that cannot be: negative
 * extents, constants that are shorter than they say, windows and steps of nothing.
 */
final class GraphSanity {
    private static final Set<String> WINDOWS =
            Set.of("strides", "ksize", "ksizes", "dilations", "rates", "block_size", "window", "num_split");
    private static final int MOST_AXES = 16;
    private static final long LARGEST_WINDOW = 1L << 20;

    private final String file;

    private GraphSanity(String file) {
        this.file = file;
    }

    /**
     * A graph without what only an exporter needed: devices, annotations, debugging information.
     *
     * @throws ModelException if a number in it cannot be
     */
    static GraphDef checked(GraphDef graph, String file) {
        GraphSanity sanity = new GraphSanity(file);
        GraphDef.Builder checked = graph.toBuilder().clearNode();
        graph.getNodeList().forEach(node -> checked.addNode(sanity.node(node)));
        checked.getLibraryBuilder().clearFunction().clearGradient().clearRegisteredGradients();
        graph.getLibrary().getFunctionList().forEach(function -> checked.getLibraryBuilder()
                .addFunction(sanity.function(function)));
        return checked.build();
    }

    private FunctionDef function(FunctionDef function) {
        FunctionDef.Builder checked =
                function.toBuilder().clearNodeDef().clearAttr().clearArgAttr().clearResourceArgUniqueId();
        function.getNodeDefList().forEach(node -> checked.addNodeDef(node(node)));
        return checked.build();
    }

    private NodeDef node(NodeDef node) {
        NodeDef.Builder checked = node.toBuilder().clearAttr().clearDevice().clearExperimentalDebugInfo();
        for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
            if (!attribute.getKey().startsWith("_")) {
                check(node, attribute.getKey(), attribute.getValue());
                checked.putAttr(attribute.getKey(), attribute.getValue());
            }
        }
        if (node.getOp().equals("Const")) {
            constant(node, node.getAttrOrThrow("value").getTensor(), FrozenGraph.dtype(node));
        }
        return checked.build();
    }

    private void check(NodeDef node, String name, AttrValue value) {
        if (value.hasShape()) {
            shape(node, name, value.getShape(), -1);
        }
        value.getList().getShapeList().forEach(shape -> shape(node, name, shape, -1));
        if (value.hasTensor()) {
            shape(node, name, value.getTensor().getTensorShape(), 0);
        }
        if (WINDOWS.contains(name)) {
            List<Long> extents = value.hasList() ? value.getList().getIList() : List.of(value.getI());
            require(extents.stream().allMatch(extent -> extent > 0 && extent <= LARGEST_WINDOW), node, name, extents);
        }
        if (name.equals("explicit_paddings")) {
            List<Long> paddings = value.getList().getIList();
            require(
                    paddings.stream().allMatch(padding -> padding >= 0 && padding <= LARGEST_WINDOW),
                    node,
                    name,
                    paddings);
        }
    }

    private void shape(NodeDef node, String name, TensorShapeProto shape, long least) {
        List<Long> extents =
                shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
        require(
                extents.size() <= MOST_AXES && extents.stream().allMatch(extent -> extent >= least),
                node,
                name,
                extents);
        long bytes = Float.BYTES;
        for (long extent : extents) {
            bytes = extent <= 1 ? bytes : saturatingProduct(bytes, extent);
        }
        ValueLimit.require(file, node.getName(), extents, bytes);
    }

    /** Either all bytes are there, or at most as many numbers as the shape has (the last is repeated). */
    private void constant(NodeDef node, TensorProto tensor, DataType type) {
        require(tensor.getDtype() == type, node, "dtype", tensor.getDtype() + " for " + type);
        long count = 1;
        for (TensorShapeProto.Dim dim : tensor.getTensorShape().getDimList()) {
            count = saturatingProduct(count, dim.getSize());
        }
        int width = width(type);
        long content = tensor.getTensorContent().size();
        require(content == 0 || width == 0 || content == saturatingProduct(count, width), node, "bytes", content);
        long values = (long) tensor.getFloatValCount() + tensor.getIntValCount() + tensor.getInt64ValCount();
        require(values <= Math.max(count, 0), node, "numbers", values);
    }

    private static int width(DataType type) {
        return switch (type) {
            case DT_FLOAT, DT_INT32, DT_UINT32 -> 4;
            case DT_DOUBLE, DT_INT64, DT_UINT64 -> 8;
            case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16 -> 2;
            case DT_UINT8, DT_INT8, DT_BOOL -> 1;
            default -> 0;
        };
    }

    private static long saturatingProduct(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private void require(boolean possible, NodeDef node, String what, Object value) {
        if (!possible) {
            throw new ModelException(file + " is damaged: the operation " + node.getName() + " (" + node.getOp()
                    + ") has " + what + " " + value + ", which cannot be");
        }
    }
}
