package xai4j.onnx;

import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Finds the shapes that only ONNX Runtime can tell, of its own operators and of branches and loops, by running a blank
 * image; where the batch is open, two batches of different size tell what depends on it.
 */
final class EngineShapes {
    private static final String BATCH = "xai4j_batch";
    private static final int FEW = 2;
    private static final int MORE = 3;

    private final OnnxGraph graph;
    private final OnnxImageInput port;
    private final Shape images;

    private EngineShapes(OnnxGraph graph, OnnxImageInput port, Shape images) {
        this.graph = graph;
        this.port = port;
        this.images = images;
    }

    /**
     * A graph that says the shapes of all values, as far as they can be known; the same when there is nothing to add.
     *
     * @param known the shapes that follow from rules of ours
     * @param images shape of the image input, {@link Shape#DYNAMIC} for an open batch
     * @throws xai4j.model.ModelException if shapes are missing and ONNX Runtime cannot run the model either
     */
    static OnnxGraph complete(
            OnnxGraph graph, Shapes known, OnnxImageInput port, Shape images, Path file, SessionSettings settings) {
        EngineShapes question = new EngineShapes(graph, port, images);
        Set<String> unknown = question.unknown(known);
        return unknown.isEmpty() ? graph : question.completed(unknown, file, settings);
    }

    /**
     * The numbers of a value for a black image.
     *
     * @throws xai4j.model.ModelException if ONNX Runtime cannot run the model
     */
    static float[] blank(
            OnnxGraph graph, OnnxImageInput port, Shape images, String value, Path file, SessionSettings settings) {
        OnnxGraph probe = graph.copy();
        probe.keepOnly(Set.of(value));
        try (OnnxSession session = OnnxSession.open(graph.source(), probe, file, settings)) {
            return Objects.requireNonNull(
                            session.run(Map.of(port.name(), Tensor.zeros(images)), Map.of(), Set.of(value))
                                    .get(value))
                    .toArray();
        }
    }

    /** Values that depend on the image and have no known shape; what classical machine learning adds is left alone. */
    private Set<String> unknown(Shapes shapes) {
        Set<String> fromImage = new GraphLinks(graph).descendants(List.of(port.name()));
        Set<String> unknown = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (!node.domain().equals("ai.onnx.ml")) {
                node.outputs().stream()
                        .filter(value -> fromImage.contains(value) && !shapes.isKnown(value))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    private OnnxGraph completed(Set<String> unknown, Path file, SessionSettings settings) {
        OnnxGraph probe = graph.copy();
        probe.keepOnly(unknown);
        boolean open = images.dim(0) == Shape.DYNAMIC;
        try (OnnxSession session = OnnxSession.open(graph.source(), probe, file, settings)) {
            Map<String, TensorInfo> few = session.describe(blank(open ? FEW : images.dim(0)));
            Map<String, TensorInfo> more = open ? session.describe(blank(MORE)) : few;
            return withValues(few, more);
        }
    }

    private Map<String, Tensor> blank(int count) {
        return Map.of(port.name(), Tensor.zeros(images.withFirst(count)));
    }

    private OnnxGraph withValues(Map<String, TensorInfo> few, Map<String, TensorInfo> more) {
        OnnxGraph complete = graph.copy();
        ValueInfo declared = graph.inputs().get(port.name());
        List<ValueInfo.Dim> dims =
                new ArrayList<>(declared == null ? List.of() : declared.dims().orElse(List.of()));
        if (!dims.get(0).isFixed() && dims.get(0).symbol().isEmpty()) {
            dims.set(0, ValueInfo.Dim.symbolic(BATCH));
            complete.inputs().put(port.name(), ValueInfo.of(port.name(), port.type(), dims));
        }
        few.forEach((name, info) -> dims(info, more.get(name), dims.get(0))
                .ifPresent(found -> complete.values().put(name, ValueInfo.of(name, type(info), found))));
        return complete;
    }

    private static ElementType type(TensorInfo info) {
        String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(ElementType.UNDEFINED);
    }

    /** Extents of a value; empty when something other than the outermost depends on the batch. */
    private static Optional<List<ValueInfo.Dim>> dims(TensorInfo few, @Nullable TensorInfo more, ValueInfo.Dim batch) {
        long[] a = few.getShape();
        long[] b = more == null ? new long[0] : more.getShape();
        List<ValueInfo.Dim> dims = new ArrayList<>();
        for (int i = 0; i < a.length; i++) {
            boolean same = i < b.length && a[i] == b[i];
            boolean batched = i == 0 && b.length == a.length && a[0] == FEW && b[0] == MORE;
            if (!same && !batched) {
                return Optional.empty();
            }
            dims.add(same ? ValueInfo.Dim.of(a[i]) : batch);
        }
        return Optional.of(dims);
    }
}
