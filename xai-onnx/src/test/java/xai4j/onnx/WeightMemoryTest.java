package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What weights take: once for several questions, and once for all in a model that is opened to need little memory, which says the same. */
class WeightMemoryTest {
    private static final int CHANNELS = 256;
    private static final long KERNEL_BYTES = (long) CHANNELS * CHANNELS * 9 * Float.BYTES;

    @TempDir
    Path temp = Path.of("");

    @Test
    void weightsStayPagesOfTheFileAndAllQuestionsShareOneFlippedCopy() throws Exception {
        Path file = network();
        Tensor image = image();
        long size = Files.size(file);
        long direct = settled("direct");
        long mapped = settled("mapped");
        try (DifferentiableModel model = Models.load(
                file, DifferentiableModel.class, LoadOptions.defaults().withLeanMemory())) {
            model.predict(image);
            assertThat(pool("direct") - direct).isLessThan(KERNEL_BYTES / 2);
            assertThat(pool("mapped") - mapped).isEqualTo(size);
            input(model, image, BackwardRule.GRADIENT);
            assertThat(pool("direct") - direct).isBetween(KERNEL_BYTES, KERNEL_BYTES * 3 / 2);
            input(model, image, new BackwardRule.Guided());
            input(model, image, new BackwardRule.Deconvnet());
            assertThat(pool("direct") - direct).isLessThan(KERNEL_BYTES * 3 / 2);
        }
    }

    @Test
    void whatItSaysIsTheSameUpToRounding() {
        Path file = network();
        Tensor image = image();
        try (DifferentiableModel usual = Models.load(file, DifferentiableModel.class);
                DifferentiableModel lean = Models.load(
                        file, DifferentiableModel.class, LoadOptions.defaults().withLeanMemory())) {
            assertClose(lean.predict(image), usual.predict(image));
            assertClose(input(lean, image, BackwardRule.GRADIENT), input(usual, image, BackwardRule.GRADIENT));
            assertThat(input(lean, image, BackwardRule.GRADIENT)).isEqualTo(input(lean, image, BackwardRule.GRADIENT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_res_hardswish", "cnn_res_gelu", "cnn_fc", "tiny_vit"})
    void whatItSaysOfSeveralKindsOfNetworksIsTheSameUpToRounding(String name) {
        Path file = TestModels.golden("models/" + name + ".onnx");
        try (DifferentiableModel usual = Models.load(file, DifferentiableModel.class);
                DifferentiableModel lean = Models.load(
                        file, DifferentiableModel.class, LoadOptions.defaults().withLeanMemory())) {
            Random random = new Random(3);
            Tensor image = Tensor.zeros(usual.spec().input().withSize(32, 32).batchShape(1));
            for (int i = 0; i < image.size(); i++) {
                image.set(i, (float) random.nextGaussian());
            }
            assertClose(lean.predict(image), usual.predict(image));
            assertClose(input(lean, image, BackwardRule.GRADIENT), input(usual, image, BackwardRule.GRADIENT));
            Layer last = usual.lastSpatialLayer().orElseThrow();
            assertClose(atLayer(lean, image, last), atLayer(usual, image, last));
        }
    }

    private static Tensor atLayer(DifferentiableModel model, Tensor image, Layer layer) {
        return Objects.requireNonNull(model.gradientsOfTop(image, Score.LOGIT, Set.of(layer), BackwardRule.GRADIENT)
                .gradients()
                .get(layer));
    }

    @Test
    void thePredictedClassAndGivenOnesShareASessionAndItsBits() {
        AtomicInteger opened = new AtomicInteger();
        try (OnnxModel model = OnnxModel.open(network(), LoadOptions.defaults(), options -> opened.incrementAndGet())) {
            Tensor images = Tensor.zeros(Shape.of(2, 3, 8, 8));
            images.slice(1, 2).buffer().put(image().buffer());
            int[] predicted = predicted(model.predict(images));
            int before = opened.get();
            Tensor ofTop = input(model, images, BackwardRule.GRADIENT);
            assertThat(opened).hasValue(before + 1);
            Tensor given = gradient(model, images, predicted);
            Tensor other = gradient(model, images, new int[] {(predicted[0] + 1) % 10, (predicted[1] + 1) % 10});
            assertThat(opened).hasValue(before + 1);
            assertThat(ofTop).isEqualTo(given).isNotEqualTo(other);
            assertThat(other).isNotEqualTo(Tensor.zeros(other.shape()));
        }
    }

    private static int[] predicted(Tensor scores) {
        int[] classes = new int[scores.shape().dim(0)];
        for (int row = 0; row < classes.length; row++) {
            Tensor values = scores.row(row);
            for (int k = 1; k < values.size(); k++) {
                classes[row] = values.at(k) > values.at(classes[row]) ? k : classes[row];
            }
        }
        return classes;
    }

    private static Tensor gradient(DifferentiableModel model, Tensor images, int[] classes) {
        Objective objective = Objective.classes(Score.LOGIT, classes, 10);
        return Objects.requireNonNull(model.gradients(images, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                .gradients()
                .get(Layer.INPUT));
    }

    private static Tensor input(DifferentiableModel model, Tensor image, BackwardRule rule) {
        return Objects.requireNonNull(model.gradientsOfTop(image, Score.LOGIT, Set.of(Layer.INPUT), rule)
                .gradients()
                .get(Layer.INPUT));
    }

    private static void assertClose(Tensor found, Tensor expected) {
        double largest = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
        }
        assertThat(largest).isPositive();
        for (int i = 0; i < expected.size(); i++) {
            assertThat((double) found.at(i)).isCloseTo(expected.at(i), within(1e-5 * largest));
        }
    }

    /** Once what other tests left is gone. */
    private static long settled(String name) throws InterruptedException {
        long before = -1;
        long now = pool(name);
        for (int i = 0; i < 50 && now != before; i++) {
            before = now;
            System.gc();
            Thread.sleep(50);
            now = pool(name);
        }
        return now;
    }

    private static long pool(String name) {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals(name))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static Tensor image() {
        Random random = new Random(2);
        Tensor image = Tensor.zeros(Shape.of(1, 3, 8, 8));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, (float) random.nextGaussian());
        }
        return image;
    }

    /** Two convolutions, of which one holds nearly all weights. */
    private Path network() {
        OnnxWriter writer = OnnxWriter.of(ModelSpec.of("wide", ImageInput.nchw(3, 8, 8)), "image", 13);
        OnnxAttribute pads = OnnxAttribute.ints("pads", 1, 1, 1, 1);
        writer.constant("first", new long[] {CHANNELS, 3, 3, 3}, drawn(CHANNELS * 27, 0.2, 1));
        writer.constant("second", new long[] {CHANNELS, CHANNELS, 3, 3}, drawn(CHANNELS * CHANNELS * 9, 0.03, 3));
        writer.constant("head", new long[] {10, CHANNELS, 1, 1}, drawn(10 * CHANNELS, 0.1, 4));
        writer.node("Conv", List.of("image", "first"), "maps", pads);
        writer.node("Relu", List.of("maps"), "active");
        writer.node("Conv", List.of("active", "second"), "deeper", pads);
        writer.node("Relu", List.of("deeper"), "features");
        writer.node("Conv", List.of("features", "head"), "classes");
        writer.node("GlobalAveragePool", List.of("classes"), "pooled");
        writer.node("Flatten", List.of("pooled"), "logits");
        writer.output("logits", "scores");
        Path file = temp.resolve("wide.onnx");
        writer.write(file);
        return file;
    }

    private static float[] drawn(int count, double scale, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
