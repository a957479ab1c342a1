package xai4j.onnx.train;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import xai4j.data.LabelledImages;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;

/** Small networks with random weights, and pictures that they can tell apart. */
public final class SmallBackbone {
    public static final int SIDE = 16;

    private SmallBackbone() {}

    /** A square picture in colour, and three classes. */
    public static ModelSpec spec(String name) {
        return ModelSpec.of(name, ImageInput.nchw(3, SIDE, SIDE))
                .withLabels(List.of("one", "two", "three"))
                .withPreprocessing(Preprocessing.unit());
    }

    public static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.4 * random.nextGaussian());
        }
        return values;
    }

    /** Two convolutions with ReLU, pooling, a linear layer. */
    public static Path convolutional(Path folder, long seed) {
        OnnxWriter writer = OnnxWriter.of(spec("convolutional"), "image", 13);
        writer.constant("w1", new long[] {8, 3, 3, 3}, random(216, seed));
        writer.constant("b1", new long[] {8}, random(8, seed + 1));
        writer.constant("w2", new long[] {12, 8, 3, 3}, random(864, seed + 2));
        OnnxAttribute pads = OnnxAttribute.ints("pads", 1, 1, 1, 1);
        writer.node("Conv", List.of("image", "w1", "b1"), "conv1", pads, OnnxAttribute.ints("strides", 2, 2));
        writer.node("Relu", List.of("conv1"), "relu1");
        writer.node("Conv", List.of("relu1", "w2"), "conv2", pads);
        writer.node("Relu", List.of("conv2"), "relu2");
        writer.node("GlobalAveragePool", List.of("relu2"), "pooled");
        writer.node("Flatten", List.of("pooled"), "row");
        writer.constant("fc", new long[] {3, 12}, random(36, seed + 3));
        writer.node("Gemm", List.of("row", "fc"), "logits", OnnxAttribute.of("transB", 1));
        writer.output("logits", "scores");
        Path file = folder.resolve("convolutional" + seed + ".onnx");
        writer.write(file);
        return file;
    }

    /** Patches of 4×4 as tokens, whose mean is what the scores are made of. */
    public static Path tokens(Path folder) {
        OnnxWriter writer = OnnxWriter.of(spec("tokens"), "image", 13);
        writer.constant("w", new long[] {10, 3, 4, 4}, random(480, 5));
        writer.node("Conv", List.of("image", "w"), "patches", OnnxAttribute.ints("strides", 4, 4));
        writer.vector("flat", 0, 10, -1);
        writer.node("Reshape", List.of("patches", "flat"), "rows");
        writer.node("Transpose", List.of("rows"), "sequence", OnnxAttribute.ints("perm", 0, 2, 1));
        writer.node("Tanh", List.of("sequence"), "tokens");
        writer.constant("fc", new long[] {10, 3}, random(30, 6));
        writer.node(
                "ReduceMean",
                List.of("tokens"),
                "mean",
                OnnxAttribute.ints("axes", 1),
                OnnxAttribute.of("keepdims", 0));
        writer.node("MatMul", List.of("mean", "fc"), "logits");
        writer.output("logits", "scores");
        Path file = folder.resolve("tokens.onnx");
        writer.write(file);
        return file;
    }

    /** No layer of it has spatial extent. */
    public static Path flat(Path folder) {
        OnnxWriter writer = OnnxWriter.of(spec("flat"), "image", 13);
        writer.node("Flatten", List.of("image"), "row");
        writer.constant("fc", new long[] {3 * SIDE * SIDE, 3}, random(9 * SIDE * SIDE, 7));
        writer.node("MatMul", List.of("row", "fc"), "logits");
        writer.output("logits", "scores");
        Path file = folder.resolve("flat.onnx");
        writer.write(file);
        return file;
    }

    /** Pictures with a red, green or blue square somewhere on grey noise. */
    public record Squares(int perClass, long seed) implements LabelledImages {
        private static final List<Color> COLOURS =
                List.of(new Color(230, 40, 40), new Color(40, 210, 60), new Color(40, 60, 230));

        @Override
        public List<String> labels() {
            return List.of("red", "green", "blue");
        }

        @Override
        public int size() {
            return 3 * perClass;
        }

        @Override
        public String name(int i) {
            return "square " + i;
        }

        @Override
        public int label(int i) {
            return i % 3;
        }

        @Override
        public BufferedImage image(int i) {
            Random random = new Random(seed * 1000 + i);
            BufferedImage picture = new BufferedImage(20, 18, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 18; y++) {
                for (int x = 0; x < 20; x++) {
                    int grey = 80 + random.nextInt(80);
                    picture.setRGB(x, y, grey << 16 | grey << 8 | grey);
                }
            }
            Graphics2D pen = picture.createGraphics();
            pen.setColor(COLOURS.get(label(i)));
            pen.fillRect(random.nextInt(14), random.nextInt(12), 6, 6);
            pen.dispose();
            return picture;
        }
    }
}
