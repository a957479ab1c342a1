package xai4j.djl.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.export.OnnxExport;
import xai4j.onnx.train.Optimizer;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.tensor.Tensor;

/** The same small network trained by PyTorch and, from the ONNX file of the same weights, on ONNX Runtime: the same loss at every step. */
class TuningAgainstTorchTest {
    private static final int SIDE = 12;
    private static final int IMAGE = 3 * SIDE * SIDE;
    private static final int CLASSES = 4;
    private static final int BATCH = 6;
    private static final int STEPS = 50;
    private static final double RATE = 0.05;
    private static final double MOMENTUM = 0.9;

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(3);

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    private static Conv2d conv(int filters, int kernel, int stride, int groups) {
        int pad = kernel / 2;
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .optGroups(groups)
                .build();
    }

    private static SequentialBlock block() {
        return new SequentialBlock()
                .add(conv(8, 3, 2, 1))
                .add(Activation.reluBlock())
                .add(conv(8, 3, 1, 8))
                .add(conv(12, 1, 1, 1))
                .add(Activation.reluBlock())
                .add(conv(12, 3, 2, 3))
                .add(Activation.swishBlock(1))
                .add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(CLASSES).build());
    }

    private record Batch(float[] pixels, int[] labels) {}

    private List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            float[] pixels = new float[BATCH * IMAGE];
            int[] labels = new int[BATCH];
            for (int i = 0; i < BATCH; i++) {
                labels[i] = random.nextInt(CLASSES);
                for (int j = 0; j < IMAGE; j++) {
                    pixels[i * IMAGE + j] =
                            (float) (0.7 * random.nextGaussian() + (j % CLASSES == labels[i] ? 0.6 : 0));
                }
            }
            batches.add(new Batch(pixels, labels));
        }
        return batches;
    }

    @Test
    void theLossIsPyTorchsAtEachOfFiftySteps() {
        List<Batch> batches = batches();
        Path file = folder.resolve("small.onnx");
        List<Double> torch;
        List<String> labels = List.of("a", "b", "c", "d");
        try (Network network = Network.initialised("small", block(), SIDE, labels, 5)) {
            OnnxExport.write(network.manager(), network.block(), network.spec(), file);
            torch = inTorch(network, batches);
        }
        List<Double> onnx = inOnnxRuntime(file, batches);
        assertThat(torch.get(STEPS - 1)).isLessThan(torch.get(0) - 0.2);
        for (int step = 0; step < STEPS; step++) {
            assertThat(onnx.get(step)).as("step " + step).isCloseTo(torch.get(step), within(1e-4));
        }
    }

    /** Momentum as in torch.optim.SGD: v ← 0.9 v + g; w ← w − rate · v. */
    private static List<Double> inTorch(Network network, List<Batch> batches) {
        List<Double> losses = new ArrayList<>();
        Map<Parameter, NDArray> velocities = new HashMap<>();
        NDManager manager = network.manager();
        ParameterStore store = new ParameterStore(manager, false);
        network.block().getParameters().values().forEach(parameter -> parameter
                .getArray()
                .setRequiresGradient(true));
        for (Batch batch : batches) {
            NDArray images = manager.create(FloatBuffer.wrap(batch.pixels()), new Shape(BATCH, 3, SIDE, SIDE));
            NDArray truth = manager.create(
                    java.util.Arrays.stream(batch.labels()).asLongStream().toArray());
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDList outputs = network.block().forward(store, new NDList(images), true);
                NDArray loss = TrainingLoss.crossEntropy(0).of(outputs, truth);
                losses.add((double) loss.getFloat());
                collector.backward(loss);
            }
            for (Parameter parameter : network.block().getParameters().values()) {
                NDArray gradient = parameter.getArray().getGradient();
                NDArray velocity = velocities.computeIfAbsent(parameter, missing -> gradient.zerosLike());
                velocity.muli((float) MOMENTUM).addi(gradient);
                parameter.getArray().subi(velocity.mul((float) RATE));
                gradient.muli(0f);
            }
        }
        return losses;
    }

    private static List<Double> inOnnxRuntime(Path file, List<Batch> batches) {
        List<Double> losses = new ArrayList<>();
        try (TunableNetwork network = TunableNetwork.open(file, "image")) {
            Map<String, Optimizer.Updater> updaters = new HashMap<>();
            for (Batch batch : batches) {
                List<Tensor> images = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    images.add(Tensor.of(
                            xai4j.tensor.Shape.of(3, SIDE, SIDE),
                            java.util.Arrays.copyOfRange(batch.pixels(), i * IMAGE, (i + 1) * IMAGE)));
                }
                TunableNetwork.Gradient gradient = network.gradient(
                        images,
                        java.util.Arrays.stream(batch.labels())
                                .mapToObj(label -> network.target(label, 0))
                                .toList());
                losses.add(gradient.loss());
                for (int w = 0; w < network.weightNames().size(); w++) {
                    String name = network.weightNames().get(w);
                    double[] values = network.weight(name);
                    updaters.computeIfAbsent(
                                    name, missing -> Optimizer.sgd(MOMENTUM, 0).updater(values.length))
                            .step(values, gradient.gradients().get(w), RATE);
                    network.set(name, values);
                }
            }
        }
        return losses;
    }
}
