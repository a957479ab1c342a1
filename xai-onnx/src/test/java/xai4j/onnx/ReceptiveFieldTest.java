package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.onnx.train.SmallBackbone;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Held against the definition: a pixel is in the field of a place exactly when changing it changes the value there. */
class ReceptiveFieldTest {
    private static final int SIDE = SmallBackbone.SIDE;

    @TempDir
    private Path folder = Path.of("");

    private OnnxModel model(Consumer<OnnxWriter> body) {
        OnnxWriter writer = OnnxWriter.of(SmallBackbone.spec("field"), "image", 13);
        body.accept(writer);
        writer.node("GlobalAveragePool", List.of("map"), "pooled");
        writer.node("Flatten", List.of("pooled"), "row");
        writer.output("row", "scores");
        Path file = folder.resolve("field.onnx");
        writer.write(file);
        return OnnxModel.open(file, LoadOptions.defaults());
    }

    /** The pixels that matter, by trying each row and column in turn. */
    private static Optional<Box> tried(OnnxModel model, Layer layer, int row, int column) {
        Tensor picture = Tensor.of(Shape.of(1, 3, SIDE, SIDE), SmallBackbone.random(3 * SIDE * SIDE, 4));
        float[] before = at(model, layer, picture, row, column);
        int[] rows = {SIDE, -1};
        int[] columns = {SIDE, -1};
        for (int line = 0; line < SIDE; line++) {
            Tensor other = picture.copy();
            Tensor across = picture.copy();
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < SIDE; i++) {
                    other.set((c * SIDE + line) * SIDE + i, other.at((c * SIDE + line) * SIDE + i) + 3);
                    across.set((c * SIDE + i) * SIDE + line, across.at((c * SIDE + i) * SIDE + line) + 3);
                }
            }
            widen(rows, line, !java.util.Arrays.equals(before, at(model, layer, other, row, column)));
            widen(columns, line, !java.util.Arrays.equals(before, at(model, layer, across, row, column)));
        }
        return Optional.of(new Box(rows[0], rows[1] + 1, columns[0], columns[1] + 1));
    }

    private static void widen(int[] span, int line, boolean matters) {
        if (matters) {
            span[0] = Math.min(span[0], line);
            span[1] = line;
        }
    }

    private static float[] at(OnnxModel model, Layer layer, Tensor picture, int row, int column) {
        Tensor map = Objects.requireNonNull(
                model.activations(picture, Set.of(layer)).values().get(layer));
        float[] values = new float[map.shape().dim(1)];
        for (int c = 0; c < values.length; c++) {
            values[c] = map.get(0, c, row, column);
        }
        return values;
    }

    private static void assertAsTried(OnnxModel model, int... places) {
        Layer layer = model.layer("map");
        ImageInput input = model.spec().input().withSize(SIDE, SIDE);
        for (int i = 0; i < places.length; i += 2) {
            assertThat(model.receptiveField(layer, places[i], places[i + 1], input))
                    .as(places[i] + ", " + places[i + 1])
                    .isEqualTo(tried(model, layer, places[i], places[i + 1]));
        }
    }

    @Test
    void windowsStridesAndDilations() {
        OnnxAttribute pads = OnnxAttribute.ints("pads", 1, 1, 1, 1);
        try (OnnxModel model = model(writer -> {
            writer.constant("w1", new long[] {4, 3, 3, 3}, SmallBackbone.random(108, 1));
            writer.constant("w2", new long[] {4, 4, 3, 3}, SmallBackbone.random(144, 2));
            writer.node("Conv", List.of("image", "w1"), "a", pads, OnnxAttribute.ints("strides", 2, 2));
            writer.node("Sigmoid", List.of("a"), "b");
            writer.node("AveragePool", List.of("b"), "c", OnnxAttribute.ints("kernel_shape", 3, 2));
            writer.node("Conv", List.of("c", "w2"), "d", OnnxAttribute.ints("dilations", 2, 2));
            writer.node("Tanh", List.of("d"), "map");
        })) {
            assertAsTried(model, 0, 0, 1, 2);
        }
    }

    @Test
    void waysOfDifferentWidthAndPlacesMovedByPadsAndSlices() {
        try (OnnxModel model = model(writer -> {
            writer.constant("w1", new long[] {3, 3, 5, 5}, SmallBackbone.random(225, 1));
            writer.vector("pads", 0, 0, 2, 0, 0, 0, 0, 1);
            writer.vector("starts", 1, 0);
            writer.vector("ends", 1000, 1000);
            writer.vector("axes", 2, 3);
            writer.vector("steps", 2, 2);
            writer.node("Conv", List.of("image", "w1"), "a", OnnxAttribute.ints("pads", 2, 2, 2, 2));
            writer.node("Add", List.of("a", "image"), "b");
            writer.node("Pad", List.of("b", "pads"), "c");
            writer.node("Slice", List.of("c", "starts", "ends", "axes", "steps"), "d");
            writer.node("Concat", List.of("d", "d"), "e", OnnxAttribute.of("axis", 1));
            writer.node("Softplus", List.of("e"), "map");
        })) {
            assertAsTried(model, 1, 0, 4, 6, 8, 7);
        }
    }

    @Test
    void whatMixesPlacesHasSeenEverything() {
        try (OnnxModel model = model(writer -> {
            writer.node("GlobalAveragePool", List.of("image"), "gate");
            writer.node("Sigmoid", List.of("gate"), "open");
            writer.node("Mul", List.of("image", "open"), "map");
        })) {
            assertAsTried(model, 3, 4);
        }
    }
}
