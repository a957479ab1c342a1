package xai4j.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.numeric.CounterRandom;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;

/**
 * Writes a network of MobileNet's size and shape (v1, α = 1, 224×224, 0.57 G multiplications) whose weights are drawn: {@code NoiseMobileNet FILE.onnx}. It knows nothing, and what it
 * costs does not depend on that; {@code xai train cnn --from FILE.onnx} gives it classes.
 */
public final class NoiseMobileNet {
    private static final int[] CHANNELS = {32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    private static final int[] STRIDES = {2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
    private static final int SIDE = 224;
    private static final int CLASSES = 1000;
    private static final int KERNEL = 3;
    /** A uniform distribution over ±√6/√n keeps the variance behind a ReLU (He et al. 2015). */
    private static final double HE = 6;

    private final OnnxWriter writer;
    private String value = "image";
    private int drawn;

    private NoiseMobileNet(OnnxWriter writer) {
        this.writer = writer;
    }

    /** Writes the file that is named. */
    public static void main(String[] arguments) {
        ModelSpec spec = ModelSpec.of("noise-mobilenet", ImageInput.nchw(3, SIDE, SIDE))
                .withPreprocessing(Preprocessing.tensorflow())
                .withLabels(
                        IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList());
        OnnxWriter writer = OnnxWriter.of(spec, "image", 13);
        new NoiseMobileNet(writer).layers();
        writer.write(Path.of(arguments[0]));
    }

    private void layers() {
        convolution(3, CHANNELS[0], KERNEL, STRIDES[0], 1);
        for (int i = 1; i < CHANNELS.length; i++) {
            convolution(CHANNELS[i - 1], CHANNELS[i - 1], KERNEL, STRIDES[i], CHANNELS[i - 1]);
            convolution(CHANNELS[i - 1], CHANNELS[i], 1, 1, 1);
        }
        node("GlobalAveragePool", List.of(value), "pooled");
        node("Flatten", List.of(value), "row");
        int features = CHANNELS[CHANNELS.length - 1];
        String weight = weights(features, CLASSES, features);
        writer.constant("bias", new long[] {CLASSES}, new float[CLASSES]);
        node("Gemm", List.of(value, weight, "bias"), "logits", OnnxAttribute.of("transB", 1));
        writer.output(value, "scores");
    }

    private void convolution(int in, int out, int side, int stride, int group) {
        int inputs = in / group * side * side;
        String weight = weights(inputs, out, in / group, side, side);
        int pad = side / 2;
        String maps = "maps" + drawn;
        node(
                "Conv",
                List.of(value, weight),
                maps,
                OnnxAttribute.ints("strides", stride, stride),
                OnnxAttribute.ints("pads", pad, pad, pad, pad),
                OnnxAttribute.of("group", group));
        node("Relu", List.of(value), "relu" + drawn);
    }

    private String weights(int inputs, long... shape) {
        int size = 1;
        for (long side : shape) {
            size *= (int) side;
        }
        float[] values = new float[size];
        CounterRandom random = new CounterRandom(1, drawn++);
        double range = Math.sqrt(HE / inputs);
        for (int i = 0; i < size; i++) {
            values[i] = (float) (range * (2 * random.uniform(i) - 1));
        }
        String name = "weight" + drawn;
        writer.constant(name, shape, values);
        return name;
    }

    private void node(String operator, List<String> inputs, String output, OnnxAttribute... attributes) {
        writer.node(operator, inputs, output, attributes);
        value = output;
    }
}
