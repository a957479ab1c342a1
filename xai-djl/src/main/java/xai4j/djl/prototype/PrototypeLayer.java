package xai4j.djl.prototype;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.djl.export.OnnxExportable;
import xai4j.djl.export.OnnxNodes;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.prototype.Similarity;

/**
 * Compares every patch of feature maps {@code [N, c, h, w]} with every prototype, and gives similarities {@code [N, P, h', w']}:
 * {@code log((d + 1) / (d + ε))} of the squared distance {@code d = Σx² − 2·Σxp + Σp²}, whose sums are convolutions (Chen et
 * al. 2019).
 */
final class PrototypeLayer extends AbstractBlock implements OnnxExportable {
    /** What the similarities are called in an exported model. */
    static final String OUTPUT = "similarities";

    private static final double EPSILON = Similarity.PAPER.epsilon();
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NONE = new Shape(0, 0);

    private final PrototypeLayout layout;
    private final Parameter prototypes;

    PrototypeLayer(PrototypeLayout layout) {
        this.layout = layout;
        this.prototypes = addParameter(Parameter.builder()
                .setName("prototypes")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(layout.count(), layout.channels(), layout.patch(), layout.patch()))
                .optInitializer((manager, shape, type) -> manager.randomUniform(0, 1, shape, type))
                .build());
    }

    /** The prototypes, {@code [P, c, hp, wp]}. */
    NDArray prototypes() {
        return prototypes.getArray();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> parameters) {
        return new NDList(similarity(distances(store, inputs.head(), training)));
    }

    /** Squared distances {@code [N, P, h', w']}, not negative. */
    NDArray distances(ParameterStore store, NDArray features, boolean training) {
        NDManager scope = features.getManager();
        // A result lives as long as the first operand's manager; so what is computed from prototypes begins with the
        // features'.
        NDArray p = scope.zeros(prototypes.getArray().getShape())
                .add(store.getValue(prototypes, features.getDevice(), training));
        NDArray ones = scope.ones(new Shape(1, layout.channels(), layout.patch(), layout.patch()), DataType.FLOAT32);
        NDArray squares = convolution(features.square(), ones);
        NDArray products = convolution(features, p);
        NDArray norms =
                p.square().reshape(layout.count(), -1).sum(new int[] {1}).reshape(1, layout.count(), 1, 1);
        return Activation.relu(squares.add(norms.sub(products.add(products))));
    }

    private static NDArray convolution(NDArray input, NDArray kernel) {
        return input.getNDArrayInternal()
                .convolution(input, kernel, null, ONE, NONE, ONE, 1)
                .singletonOrThrow();
    }

    /** Similarities of squared distances. */
    static NDArray similarity(NDArray distances) {
        return distances.add(1).div(distances.add(EPSILON)).log();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape input = inputShapes[0];
        return new Shape[] {
            new Shape(
                    input.get(0), layout.count(), input.get(2) - layout.patch() + 1, input.get(3) - layout.patch() + 1)
        };
    }

    @Override
    public String export(OnnxNodes nodes, String input, NDArray example) {
        float[] values = prototypes().toFloatArray();
        long[] dims = prototypes().getShape().getShape();
        String squares = nodes.node(
                "Conv",
                List.of(
                        nodes.node("Mul", List.of(input, input)),
                        nodes.constant("ones", new long[] {1, dims[1], dims[2], dims[3]}, filled(layout.size()))));
        String products = nodes.node(
                "Conv",
                List.of(input, nodes.constant("minus_2p", dims, scaled(values)), norms(nodes, values)),
                OnnxAttribute.ints("kernel_shape", dims[2], dims[3]));
        String distances = nodes.node("Relu", List.of(nodes.node("Add", List.of(squares, products))));
        String above = nodes.node("Add", List.of(distances, nodes.constant("one", new long[0], 1)));
        String below = nodes.node("Add", List.of(distances, nodes.constant("epsilon", new long[0], (float) EPSILON)));
        String similarities = nodes.node("Log", List.of(nodes.node("Div", List.of(above, below))));
        nodes.output(similarities, OUTPUT);
        return similarities;
    }

    private static float[] filled(int count) {
        float[] ones = new float[count];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] scaled(float[] values) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = -2 * values[i];
        }
        return scaled;
    }

    private String norms(OnnxNodes nodes, float[] values) {
        float[] norms = new float[layout.count()];
        for (int p = 0; p < norms.length; p++) {
            double sum = 0;
            for (int i = p * layout.size(); i < (p + 1) * layout.size(); i++) {
                sum += (double) values[i] * values[i];
            }
            norms[p] = (float) sum;
        }
        return nodes.constant("norms", new long[] {norms.length}, norms);
    }
}
