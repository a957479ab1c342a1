package xai4j.onnx.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One walk over the graph that finds what is known of every value for one batch size. */
final class ShapeInference {
    private final Map<String, InferredValue> values = new HashMap<>();
    private final Set<String> batchSymbols = new HashSet<>();
    private final long batch;

    ShapeInference(OnnxGraph graph, Map<String, long[]> inputs, long batch) {
        this.batch = batch;
        graph.initializers().forEach((name, tensor) -> values.put(name, InferredValue.of(tensor)));
        for (ValueInfo port : graph.ports()) {
            batchSymbol(port).ifPresent(batchSymbols::add);
            values.put(port.name(), InferredValue.of(port.type(), concrete(inputs.get(port.name()))));
        }
        for (Node node : graph.nodes()) {
            infer(node, graph);
        }
    }

    private static Optional<String> batchSymbol(ValueInfo port) {
        return port.dims()
                .filter(dims -> !dims.isEmpty())
                .map(dims -> dims.get(0).symbol())
                .filter(symbol -> !symbol.isEmpty());
    }

    Map<String, InferredValue> values() {
        return values;
    }

    private long @org.jspecify.annotations.Nullable [] concrete(long @org.jspecify.annotations.Nullable [] dims) {
        if (dims == null) {
            return null;
        }
        long[] result = dims.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] < -1) {
                return null;
            }
            result[i] = result[i] == -1 ? batch : result[i];
        }
        return result;
    }

    private void infer(Node node, OnnxGraph graph) {
        List<InferredValue> inputs = node.inputs().stream()
                .map(input -> values.getOrDefault(input, InferredValue.NOTHING))
                .toList();
        ShapeContext call = new ShapeContext(node, inputs, graph.opset());
        Consumer<ShapeContext> rule = OperatorFacts.of(node).shape();
        try {
            if (rule != null) {
                rule.accept(call);
            }
        } catch (InferredValue.UnknownShape | IndexOutOfBoundsException | ArithmeticException e) {
            call.out(InferredValue.of(call.type(), null));
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            InferredValue result = call.result(i);
            values.put(
                    output, result.hasDims() ? result : declared(graph, output).orElse(result));
        }
    }

    /** What the file says about a value when the rules cannot tell: fixed extents, and the symbol of the batch. */
    private Optional<InferredValue> declared(OnnxGraph graph, String value) {
        ValueInfo info = graph.values().get(value);
        if (info == null || info.dims().isEmpty()) {
            return Optional.empty();
        }
        List<ValueInfo.Dim> dims = info.dims().get();
        boolean understood = dims.stream().allMatch(dim -> dim.isFixed() || batchSymbols.contains(dim.symbol()));
        return understood
                ? Optional.of(InferredValue.of(
                        info.type(),
                        dims.stream()
                                .mapToLong(dim -> dim.isFixed() ? dim.size() : batch)
                                .toArray()))
                : Optional.empty();
    }
}
