package xai4j.onnx.detection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import xai4j.image.Preprocessing;
import xai4j.model.ModelOutput;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/** A graph whose outputs are no scores of classes, joined into one row of raw numbers per image, and how the row is read. */
public sealed interface JoinedOutputs permits DetectorGraph, SegmentationGraph {
    /** Name of the joined output. */
    String RAW = "xai4j_raw_outputs";

    /** The file's graph with the output {@link #RAW}. */
    OnnxGraph graph();

    /** The values that the row is made of. */
    Set<String> joined();

    /** What the values are for people, in inspect. */
    String meaning();

    /** The kind that the values have for people. */
    ModelOutput.Kind kind();

    /** How pictures are usually made for such models, for lack of word from anybody. */
    Optional<Preprocessing> usualPreprocessing();

    /** The same with names of the classes, given how many there are. */
    JoinedOutputs withLabels(IntFunction<List<String>> labels);

    /** The file's own outputs, as they are read here. */
    default List<ModelOutput> described(List<ModelOutput> outputs) {
        return outputs.stream()
                .filter(output -> !output.name().equals(RAW))
                .map(output -> joined().contains(output.name())
                        ? new ModelOutput(output.name(), output.shape(), kind(), true, meaning())
                        : new ModelOutput(
                                output.name(), output.shape(), ModelOutput.Kind.OTHER, false, "not looked at"))
                .toList();
    }

    /**
     * Ends of the branches in which the raw numbers are made: the last convolutions before them. What lies before all of them is what they
     * share.
     */
    default Set<String> branches() {
        GraphLinks links = new GraphLinks(graph());
        Set<String> ends = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(RAW));
        while (!open.isEmpty()) {
            String value = open.pop();
            Optional<Node> producer = seen.add(value) ? links.producer(value) : Optional.empty();
            if (producer.filter(node -> node.is("Conv")).isPresent()) {
                ends.add(producer.get().input(0));
            } else {
                producer.ifPresent(node ->
                        node.inputs().stream().filter(input -> !input.isEmpty()).forEach(open::push));
            }
        }
        return ends;
    }

    /** A copy of a graph in which values are joined, in this order; numbers of classes, which are integers, become floats. */
    static OnnxGraph joined(OnnxGraph graph, Shapes shapes, List<String> values) {
        OnnxGraph joined = graph.copy();
        List<String> rows = new ArrayList<>();
        for (String value : values) {
            String row = RAW + "_" + rows.size();
            String floats = value;
            if (!shapes.type(value).isFloating()) {
                floats = row + "_floats";
                joined.nodes()
                        .add(Node.of(
                                        "Cast",
                                        List.of(value),
                                        List.of(floats),
                                        Attribute.of("to", ElementType.FLOAT.number()))
                                .named(floats));
            }
            boolean batched = shapes.dims(value).length > 1 && shapes.dims(value)[0] == 1;
            // what has no axis of images belongs to the one image
            joined.nodes()
                    .add(Node.of("Flatten", List.of(floats), List.of(row), Attribute.of("axis", batched ? 1L : 0L))
                            .named(row));
            rows.add(row);
        }
        joined.nodes()
                .add(Node.of("Concat", rows, List.of(RAW), Attribute.of("axis", 1L))
                        .named(RAW));
        joined.expose(RAW);
        return joined;
    }
}
