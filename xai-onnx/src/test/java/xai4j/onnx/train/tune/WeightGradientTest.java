package xai4j.onnx.train.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.ImageInput;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.onnx.train.Backbone;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The gradient of every kind of weight against central differences of the loss. */
class WeightGradientTest {
    private static final int CHANNELS = 4;
    private static final OnnxAttribute PADS = OnnxAttribute.ints("pads", 1, 1, 1, 1);

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(7);

    private float[] random(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    /** A network whose maps of six channels come from what is checked; sizes are odd, so that strides leave a rest. */
    private Path network(Consumer<OnnxWriter> body, int channels) {
        OnnxWriter writer = OnnxWriter.of(ModelSpec.of("checked", ImageInput.nchw(CHANNELS, 7, 9)), "image", 13);
        body.accept(writer);
        writer.node("Tanh", List.of("maps"), "smooth");
        writer.node("GlobalAveragePool", List.of("smooth"), "pooled");
        writer.node("Flatten", List.of("pooled"), "row");
        writer.constant("head", new long[] {3, channels}, random(3 * channels, 2));
        writer.constant("shift", new long[] {3}, random(3, 1));
        writer.node("Gemm", List.of("row", "head", "shift"), "logits", OnnxAttribute.of("transB", 1));
        writer.output("logits", "scores");
        Path file = folder.resolve("checked.onnx");
        writer.write(file);
        return file;
    }

    private void verify(Consumer<OnnxWriter> body, int channels, String... expected) {
        Path file = network(body, channels);
        List<Tensor> inputs = List.of(
                Tensor.of(Shape.of(CHANNELS, 7, 9), random(CHANNELS * 63, 1)),
                Tensor.of(Shape.of(CHANNELS, 7, 9), random(CHANNELS * 63, 1)));
        int[] labels = {2, 0};
        try (TunableNetwork network = TunableNetwork.open(file, "image")) {
            assertThat(network.weightNames()).contains(expected).contains("head", "shift");
            TunableNetwork.Gradient found = network.gradient(inputs, targets(network, labels));
            for (int w = 0; w < network.weights().size(); w++) {
                TunedWeight weight = network.weights().get(w);
                double[] gradient = found.gradients().get(w);
                double scale = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
                assertThat(scale).as(weight.name()).isPositive();
                for (int trial = 0; trial < 6; trial++) {
                    int i = random.nextInt(gradient.length);
                    double difference = difference(network, weight, i, inputs, labels);
                    assertThat(gradient[i])
                            .as(weight.name() + "[" + i + "]")
                            .isCloseTo(difference, within(2e-3 * scale + 2e-5));
                }
            }
        }
    }

    private static List<double[]> targets(TunableNetwork network, int[] labels) {
        return Arrays.stream(labels)
                .mapToObj(label -> network.target(label, 0.1))
                .toList();
    }

    private static double difference(
            TunableNetwork network, TunedWeight weight, int i, List<Tensor> inputs, int[] labels) {
        double before = weight.values()[i];
        double step = 0.02;
        double[] losses = new double[4];
        double[] at = {-2, -1, 1, 2};
        for (int j = 0; j < 4; j++) {
            weight.values()[i] = before + at[j] * step;
            weight.changed();
            losses[j] = network.gradient(inputs, targets(network, labels)).loss();
        }
        weight.values()[i] = before;
        weight.changed();
        return (8 * (losses[2] - losses[1]) - (losses[3] - losses[0])) / (12 * step);
    }

    private Consumer<OnnxWriter> conv(long[] kernel, OnnxAttribute... attributes) {
        return writer -> {
            int size = (int) Arrays.stream(kernel).reduce(1, Math::multiplyExact);
            writer.constant("w", kernel, random(size, 0.4));
            writer.constant("b", new long[] {kernel[0]}, random((int) kernel[0], 0.4));
            writer.node("Conv", List.of("image", "w", "b"), "maps", attributes);
        };
    }

    @Test
    void convolutions() {
        verify(conv(new long[] {6, 4, 3, 3}, PADS), 6, "w", "b");
        verify(conv(new long[] {6, 4, 1, 1}), 6, "w", "b");
        verify(conv(new long[] {6, 4, 3, 2}, OnnxAttribute.ints("pads", 0, 1, 2, 0)), 6, "w");
    }

    @Test
    void stridedAndDilatedConvolutions() {
        verify(conv(new long[] {6, 4, 3, 3}, PADS, OnnxAttribute.ints("strides", 2, 2)), 6, "w", "b");
        verify(conv(new long[] {6, 4, 1, 1}, OnnxAttribute.ints("strides", 2, 3)), 6, "w");
        verify(conv(new long[] {6, 4, 2, 3}, OnnxAttribute.ints("dilations", 2, 3)), 6, "w");
        verify(
                conv(
                        new long[] {6, 4, 3, 3},
                        OnnxAttribute.of("auto_pad", "SAME_UPPER"),
                        OnnxAttribute.ints("strides", 2, 2)),
                6,
                "w");
    }

    @Test
    void groupedAndDepthwiseConvolutions() {
        verify(conv(new long[] {6, 2, 3, 3}, PADS, OnnxAttribute.of("group", 2)), 6, "w", "b");
        verify(conv(new long[] {4, 1, 3, 3}, PADS, OnnxAttribute.of("group", 4)), 4, "w", "b");
        verify(
                conv(new long[] {4, 1, 3, 3}, PADS, OnnxAttribute.of("group", 4), OnnxAttribute.ints("strides", 2, 2)),
                4,
                "w");
        verify(
                conv(
                        new long[] {4, 1, 3, 2},
                        OnnxAttribute.ints("pads", 0, 1, 2, 0),
                        OnnxAttribute.of("group", 4),
                        OnnxAttribute.ints("strides", 3, 2),
                        OnnxAttribute.ints("dilations", 1, 2)),
                4,
                "w",
                "b");
        verify(conv(new long[] {8, 1, 3, 3}, PADS, OnnxAttribute.of("group", 4)), 8, "w", "b");
    }

    @Test
    void aConvolutionBeforeAFrozenNormalisation() {
        verify(
                writer -> {
                    writer.constant("w", new long[] {6, 4, 3, 3}, random(216, 0.4));
                    writer.node("Conv", List.of("image", "w"), "convolved", PADS);
                    writer.constant("gamma", new long[] {6}, 1, 2, 0.5f, 1, 1, 3);
                    writer.constant("beta", new long[] {6}, random(6, 1));
                    writer.constant("mean", new long[] {6}, random(6, 1));
                    writer.constant("variance", new long[] {6}, 1, 2, 1, 0.3f, 1, 1);
                    writer.node(
                            "BatchNormalization", List.of("convolved", "gamma", "beta", "mean", "variance"), "maps");
                },
                6,
                "w");
    }

    @Test
    void productsOfMatricesAndWhatIsAddedToThem() {
        verify(
                writer -> {
                    writer.node("Transpose", List.of("image"), "last", OnnxAttribute.ints("perm", 0, 2, 3, 1));
                    writer.constant("m", new long[] {4, 5}, random(20, 0.5));
                    writer.constant("a", new long[] {5}, random(5, 0.5));
                    writer.node("MatMul", List.of("last", "m"), "product");
                    writer.node("Add", List.of("product", "a"), "shifted");
                    writer.node("Transpose", List.of("shifted"), "maps", OnnxAttribute.ints("perm", 0, 3, 1, 2));
                },
                5,
                "m",
                "a");
    }

    @Test
    void anOperatorWithoutARuleIsNamed() {
        Path file = network(
                writer -> {
                    writer.constant("t", new long[] {4, 6, 3, 3}, random(216, 0.5));
                    writer.node("ConvTranspose", List.of("image", "t"), "maps");
                },
                6);
        assertThatThrownBy(() -> TunableNetwork.open(file, "image").close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("ConvTranspose")
                .hasMessageContaining("no rule for the gradient of its weights");
    }

    @Test
    void aQuantisedNetworkIsForFrozenFeaturesOnly() {
        Path file = network(
                writer -> {
                    writer.constant("scale", new long[0], 0.1f);
                    writer.node("QuantizeLinear", List.of("image", "scale"), "bytes");
                    writer.node("DequantizeLinear", List.of("bytes", "scale"), "maps");
                },
                4);
        assertThatThrownBy(() -> TunableNetwork.open(file, "image").close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is quantised above layer image")
                .hasMessageContaining("can be used frozen");
    }

    /** Kernels of whole numbers, as dynamic quantisation writes them: shapes behind them are not known, and that is not what stands in the way. */
    @Test
    void wholeNumbersInPlaceOfWeightsAreNamedAsSuch() {
        Path file = network(
                writer -> {
                    writer.constant("w", new long[] {4, 4, 3, 3}, random(144, 0.5));
                    writer.node("Conv", List.of("image", "w"), "inner", PADS);
                    writer.constant("scale", new long[0], 0.1f);
                    writer.node("QuantizeLinear", List.of("image", "scale"), "bytes");
                    writer.node("QuantizeLinear", List.of("w", "scale"), "kernel");
                    writer.node("ConvInteger", List.of("bytes", "kernel"), "sums", PADS);
                    writer.node("Cast", List.of("sums"), "maps", OnnxAttribute.of("to", 1));
                },
                4);
        assertThatThrownBy(() -> TunableNetwork.requireTunable(file, "sums", "maps"))
                .isInstanceOf(ModelException.class)
                .hasMessageNotContaining("quantised");
        assertThatThrownBy(() -> TunableNetwork.requireTunable(file, "image", "maps"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is quantised above layer image");
    }

    /** Where an engine's own operators of whole numbers compute, no map holds numbers to learn from. */
    @Test
    void mapsOfWholeNumbersAreNoFeatures() {
        OnnxWriter writer = OnnxWriter.of(ModelSpec.of("bytes", ImageInput.nchw(3, 8, 8)), "image", 13);
        writer.constant("scale", new long[0], 0.1f);
        writer.node("QuantizeLinear", List.of("image", "scale"), "bytes");
        writer.node("Flatten", List.of("bytes"), "row");
        writer.node("DequantizeLinear", List.of("row", "scale"), "numbers");
        writer.output("numbers", "scores");
        Path file = folder.resolve("bytes.onnx");
        writer.write(file);
        assertThatThrownBy(() -> Backbone.open(file, LoadOptions.defaults()).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no feature map to train on")
                .hasMessageContaining("quantised");
    }

    /** An upper bound: 4 pictures with their map [6, 7, 9] and its gradient at least. */
    @Test
    void memoryIsToldBeforeAnythingIsComputed() {
        Path file = network(conv(new long[] {6, 4, 3, 3}, PADS), 6);
        TuningMemory memory = TunableNetwork.requireTunable(file, "image", "maps");
        assertThat(memory.weights()).isEqualTo(2);
        assertThat(memory.bytesOfWeights()).isEqualTo((6 * 4 * 9 + 6) * (4 * 9 + 8 * 4));
        assertThat(memory.bytesOfValues()).isBetween(4L * 4 * 6 * 63 * 2, 4L * 4 * 6 * 63 * 40);
    }

    @Test
    void aLayerThatDoesNotCutTheNetworkIsRefused() {
        Path file = network(
                writer -> {
                    writer.constant("w", new long[] {4, 4, 3, 3}, random(144, 0.5));
                    writer.node("Conv", List.of("image", "w"), "inner", PADS);
                    writer.node("Add", List.of("inner", "image"), "maps");
                },
                4);
        assertThatThrownBy(() -> TunableNetwork.open(file, "inner").close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("layer inner does not cut the network in two");
        assertThatThrownBy(() -> TunableNetwork.open(file, "logits").close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("holds no maps");
    }
}
