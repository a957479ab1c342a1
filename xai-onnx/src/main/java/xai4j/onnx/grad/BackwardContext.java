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

/**
 * One node on the way back, with everything a rule needs: what the node read and computed, the cotangents of its outputs,
 * and where the gradients of its inputs go.
 */
public final class BackwardContext {
    private final Node node;
    /** The node whose inputs receive gradients and have the shapes. */
    private final Node real;

    private final BackwardPass pass;
    private final Answers answers;
    private final Function<String, Optional<String>> cotangents;
    private final Predicate<String> wanted;
    private final BiConsumer<String, String> sink;

    private BackwardContext(
            Node node,
            Node real,
            BackwardPass pass,
            Answers answers,
            Function<String, Optional<String>> cotangents,
            Predicate<String> wanted,
            BiConsumer<String, String> sink) {
        this.node = node;
        this.real = real;
        this.pass = pass;
        this.answers = answers;
        this.cotangents = cotangents;
        this.wanted = wanted;
        this.sink = sink;
    }

    /**
     * Passes one node.
     *
     * @param wanted whether a value gets a gradient
     * @param sink takes a value and what is added to its gradient
     * @throws ModelException if the rule leaves an input without an answer, or an output unread
     */
    static void pass(
            Node node, BackwardPass pass, Rule rule, Predicate<String> wanted, BiConsumer<String, String> sink) {
        Answers answers = new Answers();
        BackwardContext context = new BackwardContext(node, node, pass, answers, pass::cotangent, wanted, sink);
        rule.apply(context);
        answers.requireComplete(context);
    }

    /** The node. */
    public Node node() {
        return node;
    }

    /** Appends to the graph. */
    public GraphBuilder builder() {
        return pass.builder();
    }

    Shapes shapes() {
        return pass.shapes();
    }

    SignProof signs() {
        return pass.signs();
    }

    /** Name of an input value; empty when it is left out. */
    public String x(int index) {
        return node.input(index);
    }

    /** Name of an output value; empty when it is left out. */
    public String y(int index) {
        return node.output(index);
    }

    /** The node that computes an input, when no gradient of that value itself is asked for. */
    Optional<Node> producer(int input) {
        return pass.producer(node.input(input));
    }

    /** Whether no other node reads an input, so that nothing is added to its gradient. */
    boolean isReadOnce(int input) {
        return pass.consumers(node.input(input)).size() == 1;
    }

    /** Cotangent of an output, if there is one; it has the output's shape. */
    public Optional<String> cotangent(int output) {
        answers.read(output);
        return cotangents.apply(node.output(output));
    }

    /**
     * Cotangent of the first output.
     *
     * @throws ModelException if the scores depend on further outputs only
     */
    public String dy() {
        return cotangent(0).orElseThrow(() -> refusal("only its further outputs are used"));
    }

    /** Whether an input depends on the image, so that its gradient is asked for. */
    public boolean wants(int input) {
        return real.hasInput(input) && wanted.test(real.input(input));
    }

    /** Whether an input depends on the image; what is wanted and does not is a weight that is trained. */
    boolean isFromImage(int input) {
        return pass.isFromImage(real.input(input));
    }

    /** Adds to the gradient of an input; the value must have the input's shape. */
    public void add(int input, String gradient) {
        answers.give(input);
        sink.accept(real.input(input), gradient);
    }

    /** Says that the result does not move with an input, or only in steps: its gradient is zero. */
    public void flat(int input) {
        answers.give(input);
    }

    /** Says that the result moves with no input, or only in steps. */
    void flat() {
        answers.read(0);
        for (int i = 0; i < real.inputs().size(); i++) {
            flat(i);
        }
    }

    /** Element type of the node's result. */
    public ElementType type() {
        return shapes().type(node.output(0));
    }

    /** What a rule would add to the gradient of one input. */
    String resultOf(Rule rule, int input) {
        List<String> added = new ArrayList<>();
        String value = node.input(input);
        rule.apply(new BackwardContext(
                node, node, pass, new Answers(), cotangents, value::equals, (to, gradient) -> added.add(gradient)));
        return added.stream().reduce(builder()::add).orElseThrow(() -> refusal("it passes nothing on"));
    }

    /** The same context with another cotangent of the first output. */
    BackwardContext withCotangent(String dy) {
        return new BackwardContext(node, real, pass, answers, value -> Optional.of(dy), wanted, sink);
    }

    /** The same context of a node that reads other values of the same shapes; gradients still go to the real inputs. */
    BackwardContext reading(List<String> values) {
        return new BackwardContext(node.rewired(values, node.outputs()), real, pass, answers, cotangents, wanted, sink);
    }

    /** A constant number of the node's type. */
    public String number(double value) {
        return builder().scalar(type(), value);
    }

    /** Whether no element of a value can be zero. */
    boolean isNonZero(String value) {
        return signs().isNonZero(value);
    }

    /** A value to divide by: infinity in the place of zero, so that nothing passes where there is no quotient. */
    String divisor(String value) {
        if (isNonZero(value)) {
            return value;
        }
        String zero = builder().op("Equal", value, number(0));
        return builder().op("Where", List.of(zero, number(Double.POSITIVE_INFINITY), value));
    }

    /** A slope that is not defined where a value is zero: zero there. */
    String unlessZero(String value, String slope) {
        if (isNonZero(value)) {
            return slope;
        }
        String zero = builder().op("Equal", value, number(0));
        return builder().op("Where", List.of(zero, number(0), slope));
    }

    /** A result with zero in the place of what is no number, when the graph itself chooses what becomes of such elements. */
    String unlessLeftOut(String result) {
        boolean chosen = pass.consumers(result).stream().anyMatch(reader -> reader.is("IsNaN") || reader.is("Where"));
        return chosen ? builder().op("Where", List.of(builder().op("IsNaN", result), number(0), result)) : result;
    }

    /**
     * Extents of a value, for comparing; where they depend on the batch they are those of one example batch size.
     *
     * @throws ModelException if they are not known
     */
    public long[] dims(String value) {
        if (!shapes().isKnown(value)) {
            throw refusal("the shape of " + value + " is not known");
        }
        return shapes().dims(value);
    }

    /** Extents of an input, as {@link #dims}. */
    public long[] inputDims(int index) {
        return dims(real.input(index));
    }

    /** Extents of an input with -1 where they depend on the batch. */
    long[] targetInputDims(int index) {
        return targetDims(real.input(index));
    }

    /** Extents of the first output, as {@link #dims}. */
    public long[] outputDims() {
        return dims(node.output(0));
    }

    /**
     * Integers of an input.
     *
     * @throws ModelException if they depend on the image
     */
    public long[] constant(int input) {
        return Arrays.stream(numbers(input)).mapToLong(value -> (long) value).toArray();
    }

    /**
     * Numbers of an input.
     *
     * @throws ModelException if they depend on the image
     */
    public double[] numbers(int input) {
        return shapes().constant(node.input(input))
                .orElseThrow(() -> refusal("its input " + node.input(input) + " is computed from the image"));
    }

    /** Reshapes to the shape of an input. */
    public String reshapeToInput(String gradient, int input) {
        return reshapeLike(gradient, real.input(input));
    }

    /** Reshapes to the shape of a value. */
    String reshapeLike(String gradient, String value) {
        long[] dims = targetDims(value);
        long open = LongStream.of(dims).filter(dim -> dim < 0).count();
        return open <= 1
                ? builder().reshape(gradient, dims)
                : builder().op("Reshape", gradient, builder().op("Shape", value));
    }

    /** Extents of a value with -1 where they depend on the batch. */
    long[] targetDims(String value) {
        dims(value);
        Shape shape = shapes().shape(value).orElseThrow(() -> refusal("the shape of " + value + " is not known"));
        return Arrays.stream(shape.dims()).asLongStream().toArray();
    }

    /** Sums a gradient of given extents over the axes along which an input was broadcast. */
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
        String summed = axes.length == 0 ? gradient : builder().reduce("ReduceSum", gradient, true, axes);
        return shift == 0 ? summed : reshapeLike(summed, value);
    }

    /** A refusal that names operator and node. */
    public ModelException refusal(String reason) {
        return BackwardPass.refusal(node, reason);
    }
}
