package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import xai4j.tensor.Shape;

/**
 * Types and shapes of all values of a graph, and the elements of small constants, found without running it.
 *
 * <p>The arithmetic that exporters do on shapes is carried out for two batch sizes; what differs between them depends on
 * the batch, everything else is static. So no symbolic algebra is needed, and windows or heads folded into the batch axis
 * are understood.
 */
public final class Shapes {
    /** Two sizes that do not divide each other nor anything that models contain. */
    private static final long FIRST_BATCH = 17;

    private static final long SECOND_BATCH = 19;

    private final Map<String, InferredValue> first;
    private final Map<String, InferredValue> second;
    private final boolean dynamic;

    private Shapes(Map<String, InferredValue> first, Map<String, InferredValue> second, boolean dynamic) {
        this.first = first;
        this.second = second;
        this.dynamic = dynamic;
    }

    /** Shapes of a graph whose inputs are as declared; an outermost extent that is not fixed is the batch. */
    public static Shapes of(OnnxGraph graph) {
        return of(graph, Map.of());
    }

    /**
     * Shapes of a graph for inputs of the given shapes.
     *
     * @param inputs shapes that replace what the graph declares, by input name; {@link Shape#DYNAMIC} stands for the batch
     */
    public static Shapes of(OnnxGraph graph, Map<String, Shape> inputs) {
        Map<String, long[]> declared = new HashMap<>();
        for (ValueInfo port : graph.ports()) {
            Shape given = inputs.get(port.name());
            if (given != null) {
                declared.put(
                        port.name(), Arrays.stream(given.dims()).asLongStream().toArray());
            } else {
                port.dims().ifPresent(dims -> declared.put(port.name(), declared(dims)));
            }
        }
        boolean dynamic =
                declared.values().stream().anyMatch(dims -> Arrays.stream(dims).anyMatch(dim -> dim < 0));
        Map<String, InferredValue> first = new ShapeInference(graph, declared, FIRST_BATCH).values();
        return new Shapes(first, dynamic ? new ShapeInference(graph, declared, SECOND_BATCH).values() : first, dynamic);
    }

    /** Extents with -1 for the batch and -2 for what is open besides. */
    private static long[] declared(List<ValueInfo.Dim> dims) {
        long[] result = new long[dims.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = dims.get(i).isFixed() ? dims.get(i).size() : i == 0 ? -1 : -2;
        }
        return result;
    }

    /** Whether the shapes of a node's results follow from its inputs by a rule of ours. */
    public static boolean hasRule(Node node) {
        return OperatorFacts.of(node).shape() != null;
    }

    /** Whether the model takes any batch size. */
    public boolean isBatchDynamic() {
        return dynamic;
    }

    /** Type of a value's elements; {@link ElementType#UNDEFINED} when it is not known. */
    public ElementType type(String value) {
        return known(first, value).type();
    }

    /** Whether rank and extents of a value are known. */
    public boolean isKnown(String value) {
        return known(first, value).hasDims() && known(second, value).hasDims();
    }

    /** Shape of a value with {@link Shape#DYNAMIC} where it depends on the batch; empty when it is not known. */
    public Optional<Shape> shape(String value) {
        if (!isKnown(value)) {
            return Optional.empty();
        }
        long[] a = dims(value);
        long[] b = known(second, value).requireDims();
        if (a.length != b.length
                || LongStream.concat(Arrays.stream(a), Arrays.stream(b)).anyMatch(Shapes::isTooLarge)) {
            return Optional.empty();
        }
        int[] dims = new int[a.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = a[i] == b[i] ? Math.toIntExact(a[i]) : Shape.DYNAMIC;
        }
        return Optional.of(Shape.of(dims));
    }

    private static boolean isTooLarge(long dim) {
        return dim < 0 || dim > Integer.MAX_VALUE;
    }

    /**
     * Extents of a value for one batch size that is the same for all values, so that they can be compared: equal extents
     * are equal for every batch.
     *
     * @throws IllegalStateException if they are not known
     */
    public long[] dims(String value) {
        InferredValue known = known(first, value);
        if (!known.hasDims()) {
            throw new IllegalStateException("shape of " + value + " is not known");
        }
        return known.requireDims().clone();
    }

    /** Number of elements that a value has for one picture; 0 when its shape is not known. */
    double elements(String value) {
        if (!isKnown(value)) {
            return 0;
        }
        long[] a = dims(value);
        long[] b = known(second, value).requireDims();
        double elements = 1;
        for (int i = 0; i < a.length; i++) {
            boolean fixed = i < b.length && a[i] == b[i];
            elements *= Math.max(0, fixed ? a[i] : Math.ceil(a[i] / (double) FIRST_BATCH));
        }
        return elements;
    }

    /** Elements of a small value that does not depend on the input, not even on the batch size. */
    public Optional<double[]> constant(String value) {
        InferredValue a = known(first, value);
        InferredValue b = known(second, value);
        return a.hasData() && b.hasData() && Arrays.equals(a.requireData(), b.requireData())
                ? Optional.of(a.requireData().clone())
                : Optional.empty();
    }

    /** Integers of a small value that does not depend on the input. */
    public Optional<long[]> longs(String value) {
        return constant(value)
                .map(values -> Arrays.stream(values).mapToLong(x -> (long) x).toArray());
    }

    private static InferredValue known(Map<String, InferredValue> run, String value) {
        return run.getOrDefault(value, InferredValue.NOTHING);
    }
}
