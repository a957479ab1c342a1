package xai4j.onnx.grad;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.ValueInfo;

/** A second forward pass in the same graph, over a baseline image. */
final class BaselinePass {
    static final String INPUT = "xai4j/baseline";
    /** Name of the number of baselines: one, or one per image. */
    static final String BATCH = "baselines";

    private final Map<String, String> twins = new HashMap<>();
    private final String seed;

    private BaselinePass(String seed) {
        this.seed = seed;
    }

    /**
     * Clones every node between the image and the seed.
     *
     * <p>The baseline input takes one image, or one per image of the batch; one is repeated to the size of the batch.
     */
    static BaselinePass add(BackwardPass backward, String image, String seed) {
        BaselinePass reference = new BaselinePass(seed);
        GraphBuilder emit = backward.builder();
        backward.graph().inputs().put(INPUT, port(backward, image));
        reference.twins.put(image, emit.op("Expand", INPUT, emit.op("Shape", image)));
        GraphLinks links = new GraphLinks(backward.graph());
        Set<String> needed = links.ancestors(List.of(seed));
        Set<String> changing = links.descendants(List.of(image));
        for (Node node : List.copyOf(backward.graph().nodes())) {
            boolean cloned =
                    node.outputs().stream().anyMatch(value -> needed.contains(value) && changing.contains(value))
                            && node.inputs().stream().anyMatch(reference.twins::containsKey);
            if (cloned) {
                reference.copy(node, emit);
            }
        }
        return reference;
    }

    private static ValueInfo port(BackwardPass backward, String image) {
        ValueInfo info = backward.graph().inputs().get(image);
        List<ValueInfo.Dim> dims = java.util.Objects.requireNonNull(info).dims().orElseThrow();
        List<ValueInfo.Dim> free = new java.util.ArrayList<>(dims);
        free.set(0, ValueInfo.Dim.symbolic(BATCH));
        return ValueInfo.of(INPUT, info.type(), free);
    }

    private void copy(Node node, GraphBuilder emit) {
        List<String> inputs = node.inputs().stream().map(this::of).toList();
        List<String> outputs = node.outputs().stream()
                .map(value -> value.isEmpty() ? "" : INPUT + "/" + value)
                .toList();
        emit.copy(node, inputs, outputs);
        for (int i = 0; i < outputs.size(); i++) {
            if (!outputs.get(i).isEmpty()) {
                twins.put(node.outputs().get(i), outputs.get(i));
            }
        }
    }

    /** The baseline's value in the place of a value; the value itself when it does not depend on the image. */
    String of(String value) {
        return twins.getOrDefault(value, value);
    }

    /** Whether a value may differ between image and baseline. */
    boolean changes(String value) {
        return twins.containsKey(value);
    }

    boolean isSeed(String value) {
        return seed.equals(value);
    }
}
