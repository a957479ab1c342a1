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
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.RawTable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The outputs of TensorFlow's object detection, joined into one row of numbers per picture: {@code raw_detection_boxes} and {@code raw_detection_scores} where
 * there are such, which are all candidates before their suppression, through which there is no way back; else {@code detection_boxes}, {@code
 * detection_scores} and {@code detection_classes}, a list of finished objects.
 *
 * @param graph whose only output is the row
 * @param objects how many objects or candidates are listed
 * @param columns scores of a raw candidate; 0 for finished objects
 * @param outputs the file's own outputs as they are read
 */
record DetectionOutputs(FlatGraph graph, int objects, int columns, List<ModelOutput> outputs) {
    /** As a caller says which of the outputs are read. */
    static final String LISTED = "tensorflow";

    static final String RAW = "tensorflow-raw";
    private static final String ROW = "xai4j_detections";
    private static final List<String> NAMES = List.of("detection_boxes", "detection_scores", "detection_classes");
    private static final List<String> RAW_NAMES = List.of("raw_detection_boxes", "raw_detection_scores");
    private static final int BOX = 4;
    private static final int RAW_RANK = 3;
    private static final int MOST_CLASSES = 1000;
    private static final double THRESHOLD = 0.5;
    /** What TensorFlow's configurations have by default. */
    private static final double SUPPRESSION = 0.6;

    /** Copies the list. */
    DetectionOutputs {
        outputs = List.copyOf(outputs);
    }

    /**
     * Joins them.
     *
     * @param wanted {@link #LISTED} or {@link #RAW}; empty for what there is
     * @return empty for a graph without these outputs
     * @throws ModelException if how many objects are listed cannot be known before, or what is wanted is not there
     */
    static Optional<DetectionOutputs> of(FlatGraph flat, Optional<String> wanted, String file) {
        requireKnown(wanted, file);
        List<FlatGraph.Output> raw = found(flat, RAW_NAMES);
        List<FlatGraph.Output> listed = found(flat, NAMES);
        if (raw.isEmpty() && listed.isEmpty()) {
            return Optional.empty();
        }
        GraphShapes shapes = GraphShapes.of(ScoreOutputs.allowed(flat).graph(), file);
        Optional<DetectionOutputs> candidates =
                raw.isEmpty() || wanted.filter(LISTED::equals).isPresent() ? Optional.empty() : raw(flat, raw, shapes);
        if (wanted.filter(RAW::equals).isPresent() && candidates.isEmpty()) {
            throw new ModelException(file + " has no " + String.join(" and ", RAW_NAMES) + " of fixed extents");
        }
        return candidates.isPresent() || listed.isEmpty()
                ? candidates
                : Optional.of(listed(flat, listed, shapes, file));
    }

    private static void requireKnown(Optional<String> wanted, String file) {
        wanted.filter(layout -> !layout.equals(LISTED) && !layout.equals(RAW)).ifPresent(layout -> {
            throw new IllegalArgumentException("detections of " + file + " are not read as " + layout
                    + "; TensorFlow's are " + LISTED + " or " + RAW);
        });
    }

    /** The outputs of these names; none where one of them is missing. */
    private static List<FlatGraph.Output> found(FlatGraph flat, List<String> names) {
        List<FlatGraph.Output> found = new ArrayList<>();
        for (String name : names) {
            flat.outputs().stream()
                    .filter(output -> plain(output.name()).equals(name))
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found.size() == names.size() ? found : List.of();
    }

    private static Optional<DetectionOutputs> raw(FlatGraph flat, List<FlatGraph.Output> found, GraphShapes shapes) {
        List<long[]> dims = found.stream()
                .map(output -> shapes.find(output.value()))
                .flatMap(Optional::stream)
                .filter(value -> value.rank() == RAW_RANK && value.type() == DataType.DT_FLOAT)
                .map(GraphShapes.Value::dims)
                .filter(own -> own[1] > 0 && own[2] > 0)
                .toList();
        if (dims.size() != found.size() || dims.get(0)[2] != BOX || dims.get(0)[1] != dims.get(1)[1]) {
            return Optional.empty();
        }
        int objects = Math.toIntExact(dims.get(0)[1]);
        int columns = Math.toIntExact(dims.get(1)[2]);
        return Optional.of(joined(
                flat, found, shapes, List.of(BOX * objects, Math.multiplyExact(columns, objects)), objects, columns));
    }

    private static DetectionOutputs listed(
            FlatGraph flat, List<FlatGraph.Output> found, GraphShapes shapes, String file) {
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
        return joined(flat, found, shapes, List.of(BOX * objects, objects, objects), objects, 0);
    }

    private static DetectionOutputs joined(
            FlatGraph flat,
            List<FlatGraph.Output> found,
            GraphShapes shapes,
            List<Integer> numbers,
            int objects,
            int columns) {
        List<ModelOutput> outputs = flat.outputs().stream()
                .map(output -> described(output, found.contains(output), shapes))
                .toList();
        FlatGraph.Output row = new FlatGraph.Output(ROW, ROW + ":0");
        return new DetectionOutputs(
                new FlatGraph(
                        flat.graph().toBuilder()
                                .addAllNode(nodes(found, shapes, numbers))
                                .build(),
                        List.of(row)),
                objects,
                columns,
                outputs);
    }

    /**
     * The value of which a box's score is differentiated: the raw scores, so that one need not go back through how boxes are made; empty for finished
     * objects.
     */
    Optional<String> scored() {
        return columns == 0 ? Optional.empty() : Optional.of(ROW + "_1:0");
    }

    /**
     * The weights of the raw scores.
     *
     * @param weights of all numbers of the row, {@code [N, …]}
     * @return empty for finished objects, and where places are weighted as well
     */
    Optional<Tensor> ofScores(Tensor weights) {
        int rows = weights.shape().dim(0);
        int all = weights.shape().dim(1);
        int first = firstScore();
        if (columns == 0) {
            return Optional.empty();
        }
        Tensor own = Tensor.zeros(Shape.of(rows, all - first));
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < first; i++) {
                if (weights.at(row * all + i) != 0) {
                    return Optional.empty();
                }
            }
            own.row(row).buffer().put(weights.buffer().slice(row * all + first, all - first));
        }
        return Optional.of(own);
    }

    private int firstScore() {
        return BOX * objects;
    }

    /**
     * A frozen graph's outputs with the names of detections, which stand at operations that only pass on and are left out; the same outputs for a
     * graph that has none.
     */
    static List<FlatGraph.Output> named(Nodes raw, TwinRewriter twins, List<FlatGraph.Output> ends) {
        List<FlatGraph.Output> detections = new ArrayList<>();
        for (List<String> names : List.of(NAMES, RAW_NAMES)) {
            List<String> there =
                    names.stream().filter(name -> raw.find(name) != null).toList();
            if (there.size() == names.size()) {
                there.forEach(name -> detections.add(new FlatGraph.Output(name, twins.source(name + ":0"))));
            }
        }
        if (detections.isEmpty()) {
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

    private static List<NodeDef> nodes(List<FlatGraph.Output> found, GraphShapes shapes, List<Integer> numbers) {
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
            nodes.add(Constants.vector(name + "_shape", -1, numbers.get(i)));
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
        return (columns == 0 ? listedLayout(input, labels) : rawLayout(input, labels)).withLabels(labels);
    }

    private DetectionLayout listedLayout(ImageInput input, List<String> labels) {
        return DetectionLayout.tensorFlow(
                        objects, labels.isEmpty() ? MOST_CLASSES : labels.size(), input.width(), input.height())
                .because("detection_boxes, detection_scores and detection_classes of up to " + objects + " objects");
    }

    /** The first column is the background's, unless there are as many labels as columns, or one column alone. */
    private DetectionLayout rawLayout(ImageInput input, List<String> labels) {
        boolean background = columns > 1 && labels.size() != columns;
        int count = background ? columns - 1 : columns;
        ActivatedScores plain =
                ActivatedScores.classes(RawTable.rows(firstScore(), columns), count, ActivatedScores.Activation.NONE);
        DetectionHead head = new DetectionHead(
                objects,
                RawTable.rows(0, BOX),
                BoxCoding.rowsFirst(input.width(), input.height()),
                background ? plain.withBackground(0) : plain);
        return new DetectionLayout(
                RAW,
                List.of(head),
                List.of(),
                THRESHOLD,
                SUPPRESSION,
                "raw_detection_boxes and raw_detection_scores of " + objects + " candidates"
                        + (background ? ", the first of " + columns + " scores for the background" : ""));
    }
}
