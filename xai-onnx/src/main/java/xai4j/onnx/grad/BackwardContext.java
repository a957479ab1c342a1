package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.Shapes;
import xai4j.tensor.Shape;

/** One node on the way back, with everything a rule needs. */
final class BackwardContext {
    private final Node node;
    /** The node whose inputs receive gradients and have the shapes. */
    private final Node real;

    private final GraphBuilder builder;
    private final Shapes shapes;
    private final Function<String, Optional<Node>> producers;
    private final Function<String, Optional<String>> cotangents;
    private final Predicate<String> wanted;
    private final BiConsumer<String, String> sink;

    BackwardContext(
            Node node,
            GraphBuilder builder,
            Shapes shapes,
            Function<String, Optional<Node>> producers,
            Function<String, Optional<String>> cotangents,
            Predicate<String> wanted,
            BiConsumer<String, String> sink) {
        this(node, node, builder, shapes, producers, cotangents, wanted, sink);
    }

    private BackwardContext(
            Node node,
            Node real,
            GraphBuilder builder,
            Shapes shapes,
            Function<String, Optional<Node>> producers,
            Function<String, Optional<String>> cotangents,
            Predicate<String> wanted,
            BiConsumer<String, String> sink) {
        this.node = node;
        this.real = real;
        this.builder = builder;
        this.shapes = shapes;
        this.producers = producers;
        this.cotangents = cotangents;
        this.wanted = wanted;
        this.sink = sink;
    }

    Node node() {
        return node;
    }

    GraphBuilder emit() {
        return builder;
    }

    Shapes shapes() {
        return shapes;
    }

    /** Name of an input value. */
    String x(int index) {
        return node.input(index);
    }

    /** Name of an output value. */
    String y(int index) {
        return node.output(index);
    }

    /** The node that computes an input, when no gradient of that value itself is asked for. */
    Optional<Node> producer(int input) {
        return producers.apply(node.input(input));
    }

    /** Cotangent of an output, if there is one. */
    Optional<String> cotangent(int output) {
        return cotangents.apply(node.output(output));
    }

    /** Cotangent of the first output. */
    String dy() {
        return cotangent(0).orElseThrow(() -> refusal("only its further outputs are used"));
    }

    /** Whether a gradient of an input is asked for. */
    boolean wants(int input) {
        return real.hasInput(input) && wanted.test(real.input(input));
    }

    /** Adds to the gradient of an input; the value must have the input's shape. */
    void add(int input, String gradient) {
        sink.accept(real.input(input), gradient);
    }

    /** Element type of the node's result. */
    ElementType type() {
        return shapes.type(node.output(0));
    }

    /** What a rule would add to the gradient of one input. */
    String resultOf(Rule rule, int input) {
        List<String> added = new ArrayList<>();
        String value = node.input(input);
        rule.apply(new BackwardContext(
                node, builder, shapes, producers, cotangents, value::equals, (to, gradient) -> added.add(gradient)));
        return added.stream().reduce(builder::add).orElseThrow(() -> refusal("it passes nothing on"));
    }

    /** The same context with another cotangent of the first output. */
    BackwardContext withCotangent(String dy) {
        return new BackwardContext(node, real, builder, shapes, producers, value -> Optional.of(dy), wanted, sink);
    }

    /** The same context of a node that reads other values of the same shapes; gradients still go to the real inputs. */
    BackwardContext reading(List<String> values) {
        return new BackwardContext(
                node.rewired(values, node.outputs()), node, builder, shapes, producers, cotangents, wanted, sink);
    }

    /** A constant number of the node's type. */
    String number(double value) {
        return builder.scalar(type(), value);
    }

    /** Extents of a value, for comparing; where they depend on the batch they are those of one example batch size. */
    long[] dims(String value) {
        if (!shapes.isKnown(value)) {
            throw refusal("the shape of " + value + " is not known");
        }
        return shapes.dims(value);
    }

    /** Extents of an input. */
    long[] inputDims(int index) {
        return dims(real.input(index));
    }

    /** Extents of the first output. */
    long[] outputDims() {
        return dims(node.output(0));
    }

    /** Integers of an input that must be known. */
    long[] constant(int input) {
        return shapes.longs(node.input(input))
                .orElseThrow(() -> refusal("its input " + node.input(input) + " is computed from the image"));
    }

    /** Reshapes to the shape of an input. */
    String reshapeToInput(String gradient, int input) {
        return reshapeLike(gradient, real.input(input));
    }

    /** Reshapes to the shape of a value. */
    String reshapeLike(String gradient, String value) {
        long[] dims = targetDims(value);
        long open = LongStream.of(dims).filter(dim -> dim < 0).count();
        return open <= 1
                ? builder.reshape(gradient, dims)
                : builder.op("Reshape", gradient, builder.op("Shape", value));
    }

    /** Extents of a value with -1 where they depend on the batch. */
    long[] targetDims(String value) {
        dims(value);
        Shape shape = shapes.shape(value).orElseThrow(() -> refusal("the shape of " + value + " is not known"));
        return Arrays.stream(shape.dims()).asLongStream().toArray();
    }

    /** Sums a gradient over the axes along which an input was broadcast. */
    String unbroadcast(String gradient, long[] from, int input) {
        String value = real.input(input);
        long[] to = dims(value);
        if (Arrays.equals(from, to)) {
            return gradient;
        }
        int shift = from.length - to.length;
        long[] axes = LongStream.range(0, from.length)
                .filter(i -> i < shift || to[(int) i - shift] != from[(int) i])
                .toArray();
        String summed = axes.length == 0 ? gradient : builder.reduce("ReduceSum", gradient, true, axes);
        return shift == 0 ? summed : reshapeLike(summed, value);
    }

    /** A refusal that names operator and node. */
    ModelException refusal(String reason) {
        return new ModelException("the operator " + node.qualifiedOperator() + " (" + node.title()
                + ") cannot be differentiated: " + reason);
    }
}
