package xai4j.onnx.detection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import xai4j.image.Preprocessing;
import xai4j.model.ModelOutput;
import xai4j.model.segmentation.SegmentationLayout;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * The graph of a model that scores every class at every place.
 *
 * @param layout how the row is read
 */
public record SegmentationGraph(OnnxGraph graph, SegmentationLayout layout, Set<String> joined)
        implements JoinedOutputs {
    private static final Set<String> LEARNED =
            Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "QLinearConv", "ConvInteger", "FusedConv");

    /**
     * Reads a graph as a segmentation: its first float output is a map {@code [1, K, h, w]} of more than one place, as large as an eighth of the
     * picture or larger. Further maps of the same size are auxiliary heads; maps of several sizes are something else.
     *
     * @param wanted the output that the caller names; empty for the first
     */
    public static Optional<SegmentationGraph> read(
            OnnxGraph graph, Shapes shapes, int height, int width, Optional<String> wanted) {
        List<String> floats = graph.outputs().keySet().stream()
                .filter(name -> shapes.isKnown(name) && shapes.type(name).isFloating())
                .filter(name -> wanted.isEmpty() || wanted.get().equals(name))
                .toList();
        if (floats.isEmpty() || !floats.stream().allMatch(name -> shapes.dims(name).length == 4)) {
            return Optional.empty();
        }
        long[] dims = shapes.dims(floats.get(0));
        boolean alike = floats.stream().map(shapes::dims).allMatch(other -> other[2] == dims[2] && other[3] == dims[3]);
        boolean fits = alike
                && isLearned(graph, floats.get(0))
                && dims[0] == 1
                && dims[2] > 1
                && dims[3] > 1
                && dims[2] * 8 >= height
                && dims[3] * 8 >= width
                && dims[2] <= height
                && dims[3] <= width;
        return fits
                ? Optional.of(new SegmentationGraph(
                        JoinedOutputs.joined(graph, shapes, List.of(floats.get(0))),
                        new SegmentationLayout((int) dims[1], (int) dims[2], (int) dims[3], List.of()),
                        Set.of(floats.get(0))))
                : Optional.empty();
    }

    /** Whether anything was learned on the way: a picture that is only recoloured is no segmentation. */
    private static boolean isLearned(OnnxGraph graph, String value) {
        GraphLinks links = new GraphLinks(graph);
        return links.ancestors(List.of(value)).stream()
                .flatMap(before -> links.producer(before).stream())
                .anyMatch(node -> LEARNED.contains(node.operator()));
    }

    @Override
    public SegmentationGraph withLabels(IntFunction<List<String>> labels) {
        return new SegmentationGraph(graph, layout.withLabels(labels.apply(layout.classes())), joined);
    }

    @Override
    public ModelOutput.Kind kind() {
        return ModelOutput.Kind.MASK;
    }

    @Override
    public String meaning() {
        return "read as a segmentation: " + layout.classes() + " classes at " + layout.height() + " x " + layout.width()
                + " places";
    }

    @Override
    public Optional<Preprocessing> usualPreprocessing() {
        return Optional.empty();
    }
}
