package xai4j.djl.tensorflow;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;

/**
 * Where pictures enter a graph. What takes grey pictures without an axis of channels, single pictures without a batch, or
 * flattened ones gets a placeholder of four axes before it.
 *
 * @param graph with a placeholder of four axes (or of an unknown number)
 * @param name of the placeholder
 * @param input what it takes
 */
record ImagePlaceholder(GraphDef graph, String name, ImageInput input) {
    private static final String NAME = "xai4j_image";
    private static final int MOST_CHANNELS = 4;
    private static final int USUAL_CHANNELS = 3;
    private static final int MOST_AXES = 4;
    private static final Set<DataType> FED = Set.of(DataType.DT_FLOAT, DataType.DT_UINT8);
    private static final Set<DataType> CAST = Set.of(DataType.DT_HALF, DataType.DT_DOUBLE);

    /**
     * Finds the one placeholder of images.
     *
     * @throws ModelException if there is none, or another input besides
     */
    static ImagePlaceholder of(GraphDef graph) {
        List<NodeDef> placeholders = graph.getNodeList().stream()
                .filter(node -> node.getOp().equals("Placeholder"))
                .toList();
        if (placeholders.size() != 1 || !isImage(placeholders.get(0))) {
            throw new ModelException("the graph's inputs are "
                    + placeholders.stream().map(ImagePlaceholder::described).collect(Collectors.joining(", ", "[", "]"))
                    + "; exactly one batch of images, float or uint8, is expected");
        }
        NodeDef found = placeholders.get(0);
        int[] dims = dims(found);
        boolean whole = dims.length == 0 || dims.length == MOST_AXES;
        if (whole && FED.contains(FrozenGraph.dtype(found))) {
            return new ImagePlaceholder(graph, found.getName(), input(dims));
        }
        return rewritten(graph, found, whole ? dims : fourAxes(dims), whole);
    }

    /** The same graph for {@link GraphShapes#BATCH} pictures, so that a batch can be told from all else. */
    ImagePlaceholder batched() {
        if (input.batch() != Shape.DYNAMIC) {
            return this;
        }
        GraphDef.Builder result = graph.toBuilder().clearNode();
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int extent : input.batchShape(GraphShapes.BATCH).dims()) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(extent));
        }
        graph.getNodeList()
                .forEach(node -> result.addNode(
                        node.getName().equals(name)
                                ? GraphShapes.placeholder(name, FrozenGraph.dtype(node), shape.build())
                                : node));
        return new ImagePlaceholder(result.build(), name, input);
    }

    /** What it takes, one picture at a time: a graph that draws random numbers draws others for each place in a batch. */
    ImagePlaceholder oneByOne() {
        return new ImagePlaceholder(
                graph, name, new ImageInput(input.layout(), input.channels(), input.height(), input.width(), 1));
    }

    private static String described(NodeDef node) {
        return node.getName() + " (" + FrozenGraph.dtype(node)
                + Arrays.toString(dims(node)).replace("-1", "?") + ")";
    }

    /** Whether a node is a placeholder that could take pictures. */
    static boolean isImage(@Nullable NodeDef node) {
        if (node == null || !node.getOp().equals("Placeholder")) {
            return false;
        }
        DataType type = FrozenGraph.dtype(node);
        int[] dims = dims(node);
        boolean flat = dims.length != 2 || side(dims[1]) > 0 || dims[0] > MOST_CHANNELS;
        return dims.length != 1 && dims.length <= MOST_AXES && flat && (FED.contains(type) || CAST.contains(type));
    }

    /** Extents, {@link Shape#DYNAMIC} where open; none when the shape is unknown. */
    private static int[] dims(NodeDef node) {
        TensorShapeProto shape =
                node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
        return shape.getDimList().stream()
                .mapToInt(dim -> dim.getSize() <= 0 ? Shape.DYNAMIC : Math.toIntExact(dim.getSize()))
                .toArray();
    }

    /** Channels last unless the second extent alone looks like channels; an unknown shape is RGB of any size. */
    private static ImageInput input(int[] dims) {
        if (dims.length == 0) {
            return ImageInput.nhwc(USUAL_CHANNELS, Shape.DYNAMIC, Shape.DYNAMIC);
        }
        boolean first = isChannels(dims[1]) && !isChannels(dims[3]);
        int channels = first ? dims[1] : dims[3];
        return new ImageInput(
                first ? ImageLayout.NCHW : ImageLayout.NHWC,
                channels == Shape.DYNAMIC ? USUAL_CHANNELS : channels,
                dims[first ? 2 : 1],
                dims[first ? 3 : 2],
                dims[0]);
    }

    private static boolean isChannels(int extent) {
        return extent > 0 && extent <= MOST_CHANNELS;
    }

    /** {@code [N, H, W]} of grey pictures, one picture {@code [H, W, C]} or {@code [C, H, W]}, or {@code [N, H · W · C]}. */
    private static int[] fourAxes(int[] dims) {
        if (dims.length == 3) {
            return isSingle(dims) ? new int[] {1, dims[0], dims[1], dims[2]} : new int[] {dims[0], dims[1], dims[2], 1};
        }
        int side = side(dims[1]);
        return side > 0 ? new int[] {dims[0], side, side, dims[1] / (side * side)} : new int[] {1, dims[0], dims[1], 1};
    }

    /** Whether three axes are those of one picture, one of them its channels. */
    private static boolean isSingle(int[] dims) {
        return isChannels(dims[2]) || isChannels(dims[0]) && dims[0] > 1;
    }

    /** The side of the square, grey or else of three colours, that has a number of values; 0 if there is none. */
    private static int side(int values) {
        for (int channels : new int[] {1, USUAL_CHANNELS}) {
            int side = (int) Math.round(Math.sqrt((double) values / channels));
            if (values > MOST_CHANNELS * MOST_CHANNELS && side * side * channels == values) {
                return side;
            }
        }
        return 0;
    }

    private static ImagePlaceholder rewritten(GraphDef graph, NodeDef found, int[] dims, boolean whole) {
        DataType type = FrozenGraph.dtype(found);
        boolean fed = FED.contains(type);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().setUnknownRank(dims.length == 0);
        for (int dim : dims) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        GraphDef.Builder result = graph.toBuilder().clearNode();
        result.addNode(GraphShapes.placeholder(NAME, fed ? type : DataType.DT_FLOAT, shape.build()));
        if (!fed) {
            result.addNode(NodeDef.newBuilder()
                    .setName(whole ? found.getName() : NAME + "_cast")
                    .setOp("Cast")
                    .addInput(NAME)
                    .putAttr("SrcT", TwinRewriter.type(DataType.DT_FLOAT))
                    .putAttr("DstT", TwinRewriter.type(type)));
        }
        if (!whole) {
            result.addAllNode(fewerAxes(found, type, fed ? NAME : NAME + "_cast"));
        }
        graph.getNodeList().stream()
                .filter(node -> !node.getName().equals(found.getName()))
                .forEach(result::addNode);
        return new ImagePlaceholder(result.build(), NAME, input(dims));
    }

    /** What makes of a batch of pictures the shape that the graph asks for, under the old placeholder's name. */
    private static List<NodeDef> fewerAxes(NodeDef found, DataType type, String image) {
        int[] asked = dims(found);
        NodeDef.Builder node =
                NodeDef.newBuilder().setName(found.getName()).addInput(image).putAttr("T", TwinRewriter.type(type));
        if (asked.length == 3) {
            AttrValue.ListValue axis = AttrValue.ListValue.newBuilder()
                    .addI(isSingle(asked) ? 0 : 3)
                    .build();
            return List.of(node.setOp("Squeeze")
                    .putAttr(
                            "squeeze_dims", AttrValue.newBuilder().setList(axis).build())
                    .build());
        }
        String shape = NAME + "_shape";
        return List.of(
                Constants.vector(shape, asked),
                node.setOp("Reshape")
                        .addInput(shape)
                        .putAttr("Tshape", TwinRewriter.type(DataType.DT_INT32))
                        .build());
    }
}
