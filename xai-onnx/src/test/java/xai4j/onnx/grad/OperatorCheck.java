package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A small random graph around one operator, and the comparison of its gradient with central finite differences of fourth
 * order.
 *
 * <p>The image is cut into the float values that the operator reads. Its elements are all different and keep a distance from
 * each other and from zero, so that no context crosses a kink.
 */
final class OperatorCheck {
    private static final double TOLERANCE = 3e-3;

    final Random random;
    private final OnnxGraph graph;
    private final boolean dynamic;
    private long used;
    private int names;
    private double low = -2;
    private double high = 2;
    private double relativeStep = 0.1;

    private OperatorCheck(long seed, long opset, boolean dynamic) {
        this.random = new Random(seed);
        this.graph = OnnxGraph.empty("check", opset);
        this.dynamic = dynamic;
    }

    /** Checks with a batch of two whose size the graph does not know. */
    static void batched(long seed, long opset, Function<OperatorCheck, String> body) {
        new OperatorCheck(seed, opset, true).verify(body);
    }

    /** Checks with a batch of one that the graph knows, so that values may have any shape. */
    static void fixed(long seed, long opset, Function<OperatorCheck, String> body) {
        new OperatorCheck(seed, opset, false).verify(body);
    }

    /** Values of the image lie between these. */
    OperatorCheck range(double from, double to) {
        low = from;
        high = to;
        return this;
    }

    /** Takes steps of a share of the distance between neighbouring values; 0.1 unless told. */
    OperatorCheck step(double share) {
        relativeStep = share;
        return this;
    }

    /** A value cut from the image; the batch comes in front of the extents when it is dynamic. */
    String value(long... dims) {
        long size = Dims.size(dims);
        long[] shape = dynamic ? Dims.concat(new long[] {-1}, dims) : dims;
        String part = graph.opset() < 10
                ? op(
                        "Slice",
                        "image",
                        Attribute.ints("starts", new long[] {used}),
                        Attribute.ints("ends", new long[] {used + size}),
                        Attribute.ints("axes", new long[] {3}))
                : op("Slice", List.of("image", longs(used), longs(used + size), longs(3)));
        used += size;
        return op("Reshape", List.of(part, longs(shape)));
    }

    String longs(long... values) {
        String name = "c" + names++;
        graph.add(ConstantTensor.vector(name, values));
        return name;
    }

    String scalarLong(long value) {
        String name = "c" + names++;
        graph.add(ConstantTensor.ofLongs(name, new long[0], value));
        return name;
    }

    String floats(long[] dims, float... values) {
        String name = "c" + names++;
        graph.add(ConstantTensor.ofFloats(name, dims, values));
        return name;
    }

    String scalar(double value) {
        return floats(new long[0], (float) value);
    }

    /** Random weights. */
    String weights(long... dims) {
        return positive(-1, dims);
    }

    /** Random numbers between low and 1. */
    String positive(double from, long... dims) {
        float[] values = new float[(int) Dims.size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from + random.nextDouble() * (1 - from));
        }
        return floats(dims, values);
    }

    String op(String operator, List<String> inputs, Attribute... attributes) {
        String name = operator + names++;
        graph.nodes().add(Node.of(operator, inputs, List.of(name), attributes));
        return name;
    }

    /** An operator of several outputs, under names of their own; gives the first. */
    String op(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        graph.nodes().add(Node.of(operator, inputs, outputs, attributes));
        return outputs.get(0);
    }

    /** An operator of another domain, of whose result nothing but what is said here is known. */
    String foreign(String domain, String operator, List<String> inputs, long[] dims, Attribute... attributes) {
        String name = operator + names++;
        graph.nodes().add(Node.of(operator, inputs, List.of(name), attributes).in(domain));
        graph.opsets().put(domain, 1L);
        List<ValueInfo.Dim> shape = new ArrayList<>();
        if (dynamic) {
            shape.add(ValueInfo.Dim.symbolic("N"));
        }
        Arrays.stream(dims).mapToObj(ValueInfo.Dim::of).forEach(shape::add);
        graph.values().put(name, ValueInfo.of(name, ElementType.FLOAT, shape));
        return name;
    }

    /** An operator of ONNX Runtime's own domain with several outputs, whose shapes are told by rules; gives the first. */
    String microsoft(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        graph.nodes().add(Node.of(operator, inputs, outputs, attributes).in("com.microsoft"));
        graph.opsets().put("com.microsoft", 1L);
        return outputs.get(0);
    }

    /** Says the shape of a value of which the engine itself cannot tell the type. */
    void declare(String value, long... dims) {
        graph.values()
                .put(
                        value,
                        ValueInfo.of(
                                value,
                                ElementType.FLOAT,
                                Arrays.stream(dims).mapToObj(ValueInfo.Dim::of).toList()));
    }

    /** Stored 32-bit integers. */
    String ints(long[] dims, long... values) {
        return op("Cast", op("Reshape", List.of(longs(values), longs(dims))), Attribute.of("to", 6));
    }

    List<String> ops(String operator, List<String> inputs, int outputs, Attribute... attributes) {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            results.add(operator + names++);
        }
        graph.nodes().add(Node.of(operator, inputs, results, attributes));
        return results;
    }

    String op(String operator, String x, Attribute... attributes) {
        return op(operator, List.of(x), attributes);
    }

    int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private void verify(Function<OperatorCheck, String> body) {
        String result = body.apply(this);
        String output =
                dynamic ? op("Flatten", result, Attribute.of("axis", 1)) : op("Reshape", List.of(result, longs(1, -1)));
        ValueInfo.Dim batch = dynamic ? ValueInfo.Dim.symbolic("N") : ValueInfo.Dim.of(1);
        graph.inputs()
                .put(
                        "image",
                        ValueInfo.of(
                                "image",
                                ElementType.FLOAT,
                                List.of(batch, ValueInfo.Dim.of(1), ValueInfo.Dim.of(1), ValueInfo.Dim.of(used))));
        graph.expose(output);
        Tensor image = image();
        Tensor cotangent = cotangent(image, output);
        GradientGraph gradients = GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))
                .from(Seed.layer(output)));
        Map<String, Tensor> feeds = new HashMap<>();
        feeds.put("image", image);
        feeds.put(gradients.cotangent(), cotangent);
        Tensor analytic = GradientRuns.run(gradients.graph(), feeds).get(gradients.gradient("image"));
        assertClose(analytic, numeric(image, cotangent, output));
        assertWrittenOutIsTheSame(image, output);
    }

    /** What defines a fused operator gives the numbers of the engine's own kernel. */
    private void assertWrittenOutIsTheSame(Tensor image, String output) {
        OnnxGraph copy = graph.copy();
        if (Expansions.apply(copy, Shapes.of(copy), new HashSet<>(copy.nodes()))) {
            Map<String, Tensor> feeds = Map.of("image", image);
            Tensor expected = GradientRuns.run(graph, feeds).get(output);
            assertThat(GradientRuns.relativeError(GradientRuns.run(copy, feeds).get(output), expected))
                    .as("forward")
                    .isLessThan(1e-5);
        }
    }

    private Tensor image() {
        int count = (int) used * (dynamic ? 2 : 1);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        Tensor image = Tensor.zeros(Shape.of(dynamic ? 2 : 1, 1, 1, (int) used));
        double gap = (high - low) / count;
        for (int i = 0; i < count; i++) {
            double jitter = 0.2 * (random.nextDouble() - 0.5);
            image.set(i, (float) (low + (order.get(i) + 0.5 + jitter) * gap));
        }
        return image;
    }

    private Tensor cotangent(Tensor image, String output) {
        Tensor result = GradientRuns.run(graph, Map.of("image", image)).get(output);
        Tensor cotangent = Tensor.zeros(result.shape());
        for (int i = 0; i < cotangent.size(); i++) {
            cotangent.set(i, (float) random.nextGaussian());
        }
        return cotangent;
    }

    private double[] numeric(Tensor image, Tensor cotangent, String output) {
        double h = relativeStep * (high - low) / image.size();
        double[] gradient = new double[image.size()];
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession session = environment.createSession(graph.toBytes(), options)) {
                for (int i = 0; i < gradient.length; i++) {
                    float at = image.at(i);
                    double[] f = new double[4];
                    double[] x = new double[4];
                    for (int k = 0; k < 4; k++) {
                        image.set(i, (float) (at + h * (k < 2 ? k - 2 : k - 1)));
                        x[k] = image.at(i);
                        f[k] = weighted(session, image, cotangent, output);
                    }
                    image.set(i, at);
                    double near = (f[2] - f[1]) / (x[2] - x[1]);
                    double far = (f[3] - f[0]) / (x[3] - x[0]);
                    gradient[i] = (4 * near - far) / 3;
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return gradient;
    }

    private double weighted(OrtSession session, Tensor image, Tensor cotangent, String output) throws OrtException {
        long[] dims = Arrays.stream(image.shape().dims()).asLongStream().toArray();
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), image.buffer(), dims);
                OrtSession.Result result = session.run(Map.of("image", tensor))) {
            FloatBuffer values = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
            double sum = 0;
            for (int i = 0; i < cotangent.size(); i++) {
                sum += (double) values.get(i) * cotangent.at(i);
            }
            return sum;
        }
    }

    private void assertClose(Tensor analytic, double[] numeric) {
        double scale = Arrays.stream(numeric).map(Math::abs).max().orElse(0);
        double worst = 0;
        for (int i = 0; i < numeric.length; i++) {
            worst = Math.max(worst, Math.abs(analytic.at(i) - numeric[i]));
        }
        assertThat(worst).as(() -> describe(analytic, numeric)).isLessThanOrEqualTo(TOLERANCE * Math.max(scale, 0.05));
    }

    private String describe(Tensor analytic, double[] numeric) {
        return graph.nodes().stream()
                        .map(node -> node + " " + node.attributes())
                        .toList() + "\nanalytic " + Arrays.toString(analytic.toArray()) + "\nnumeric "
                + Arrays.toString(numeric);
    }
}
