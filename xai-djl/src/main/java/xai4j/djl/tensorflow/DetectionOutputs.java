package xai4j.djl.tensorflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.detection.DetectionLayout;
import xai4j.tensor.Shape;

/**
 * The outputs of TensorFlow's object detection ({@code detection_boxes}, {@code detection_scores}, {@code detection_classes}), joined into one
 * row of numbers per picture.
 *
 * @param graph whose only output is the row
 * @param objects how many objects are listed
 * @param outputs the file's own outputs as they are read
 */
record DetectionOutputs(FlatGraph graph, int objects, List<ModelOutput> outputs) {
    private static final String ROW = "xai4j_detections";
    private static final List<String> NAMES = List.of("detection_boxes", "detection_scores", "detection_classes");
    private static final int MOST_CLASSES = 1000;

    /** Copies the list. */
    DetectionOutputs {
        outputs = List.copyOf(outputs);
    }

    /**
     * Joins them.
     *
     * @return empty for a graph without these outputs
     * @throws ModelException if how many objects are listed cannot be known before
     */
    static Optional<DetectionOutputs> of(FlatGraph flat, String file) {
        List<FlatGraph.Output> found = new ArrayList<>();
        for (String name : NAMES) {
            flat.outputs().stream()
                    .filter(output -> plain(output.name()).equals(name))
                    .findFirst()
                    .ifPresent(found::add);
        }
        if (found.size() != NAMES.size()) {
            return Optional.empty();
        }
        GraphShapes shapes = GraphShapes.of(ScoreOutputs.allowed(flat).graph(), file);
        int objects = found.stream()
                .map(output -> shapes.find(output.value()))
                .flatMap(Optional::stream)
                .filter(value -> value.rank() > 1)
                .mapToInt(value -> (int) value.dims()[1])
                .max()
                .orElse(-1);
        if (objects < 1) {
            throw new ModelException(file + " lists an open number of detected objects, as "
                    + found.get(0).name() + " says; export it with a fixed one, or to ONNX");
        }
        FlatGraph.Output row = new FlatGraph.Output(ROW, ROW + ":0");
        var nodes = nodes(found, shapes, objects);
        List<ModelOutput> outputs = flat.outputs().stream()
                .map(output -> described(output, found.contains(output), shapes))
                .toList();
        return Optional.of(new DetectionOutputs(
                new FlatGraph(flat.graph().toBuilder().addAllNode(nodes).build(), List.of(row)), objects, outputs));
    }

    /**
     * A frozen graph's outputs with the names of detections, which stand at operations that only pass on and are left out; the same outputs for a
     * graph that has none.
     */
    static List<FlatGraph.Output> named(Nodes raw, TwinRewriter twins, List<FlatGraph.Output> ends) {
        List<FlatGraph.Output> detections = NAMES.stream()
                .filter(name -> raw.find(name) != null)
                .map(name -> new FlatGraph.Output(name, twins.source(name + ":0")))
                .toList();
        if (detections.size() != NAMES.size()) {
            return ends;
        }
        List<FlatGraph.Output> outputs = new ArrayList<>(detections);
        ends.stream()
                .filter(end -> detections.stream()
                        .noneMatch(found -> Nodes.nameOf(found.value()).equals(Nodes.nameOf(end.value()))))
                .forEach(outputs::add);
        return outputs;
    }

    private static String plain(String name) {
        return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private static ModelOutput described(FlatGraph.Output output, boolean joined, GraphShapes shapes) {
        Shape shape = shapes.find(output.value())
                .filter(value -> value.rank() >= 0)
                .map(value -> Shape.of(Arrays.stream(value.dims())
                        .mapToInt(extent -> extent < 0 ? Shape.DYNAMIC : (int) extent)
                        .toArray()))
                .orElse(Shape.of());
        return joined
                ? new ModelOutput(output.name(), shape, ModelOutput.Kind.BOXES, true, "read as detections")
                : new ModelOutput(output.name(), shape, ModelOutput.Kind.OTHER, false, "not looked at");
    }

    private static List<NodeDef> nodes(List<FlatGraph.Output> found, GraphShapes shapes, int objects) {
        List<NodeDef> nodes = new ArrayList<>();
        NodeDef.Builder joined = NodeDef.newBuilder()
                .setName(ROW)
                .setOp("ConcatV2")
                .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT))
                .putAttr("Tidx", TwinRewriter.type(DataType.DT_INT32))
                .putAttr("N", AttrValue.newBuilder().setI(found.size()).build());
        for (int i = 0; i < found.size(); i++) {
            String name = ROW + "_" + i;
            DataType type = shapes.find(found.get(i).value())
                    .map(GraphShapes.Value::type)
                    .orElse(DataType.DT_FLOAT);
            nodes.add(NodeDef.newBuilder()
                    .setName(name + "_float")
                    .setOp("Cast")
                    .addInput(found.get(i).value())
                    .putAttr("SrcT", TwinRewriter.type(type))
                    .putAttr("DstT", TwinRewriter.type(DataType.DT_FLOAT))
                    .build());
            nodes.add(Constants.vector(name + "_shape", -1, i == 0 ? 4 * objects : objects));
            nodes.add(NodeDef.newBuilder()
                    .setName(name)
                    .setOp("Reshape")
                    .addInput(name + "_float")
                    .addInput(name + "_shape")
                    .putAttr("T", TwinRewriter.type(DataType.DT_FLOAT))
                    .putAttr("Tshape", TwinRewriter.type(DataType.DT_INT32))
                    .build());
            joined.addInput(name);
        }
        nodes.add(Constants.vector(ROW + "_axes", 1));
        nodes.add(NodeDef.newBuilder()
                .setName(ROW + "_axis")
                .setOp("Squeeze")
                .addInput(ROW + "_axes")
                .putAttr("T", TwinRewriter.type(DataType.DT_INT32))
                .build());
        nodes.add(joined.addInput(ROW + "_axis").build());
        return nodes;
    }

    /** How the row is read for a size of pictures, with the classes' names, as many as there are. */
    DetectionLayout layout(ImageInput input, List<String> labels) {
        return DetectionLayout.tensorFlow(
                        objects, labels.isEmpty() ? MOST_CLASSES : labels.size(), input.width(), input.height())
                .withLabels(labels)
                .because("detection_boxes, detection_scores and detection_classes of up to " + objects + " objects");
    }
}
