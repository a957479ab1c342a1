package xai4j.djl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xai4j.djl.DjlModels;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.image.ImageInput;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class BlockModelTest {
    private static final ModelSpec SPEC =
            ModelSpec.of("blocks", ImageInput.nchw(3, 12, 12)).withScores(ScoreKind.LOGITS);

    private Model djl;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    @BeforeEach
    void network() {
        djl = Model.newInstance("blocks", "PyTorch");
    }

    @AfterEach
    void close() {
        djl.close();
    }

    private static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new ai.djl.ndarray.types.Shape(3, 3))
                .optPadding(new ai.djl.ndarray.types.Shape(1, 1))
                .build();
    }

    private static SequentialBlock plain() {
        return new SequentialBlock()
                .add(convolution(4))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new ai.djl.ndarray.types.Shape(2, 2), new ai.djl.ndarray.types.Shape(2, 2)))
                .add(convolution(6))
                .add(Activation.reluBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
    }

    private DifferentiableModel model(SequentialBlock block) {
        djl.setBlock(block);
        djl.getNDManager().getEngine().setRandomSeed(11); // the same weights in every run
        block.initialize(djl.getNDManager(), DataType.FLOAT32, new ai.djl.ndarray.types.Shape(2, 3, 12, 12));
        return DjlModels.of(djl, SPEC);
    }

    private static Tensor images() {
        Tensor images = Tensor.zeros(Shape.of(2, 3, 12, 12));
        Random random = new Random(4);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        return images;
    }

    private static Objective classes() {
        return Objective.classes(Score.LOGIT, new int[] {1, 2}, 3);
    }

    @Test
    void layersAreBlocksByPathAndTheHeadIsFound() {
        try (DifferentiableModel model = model(plain())) {
            assertThat(model.layers())
                    .extracting(Layer::operator)
                    .containsExactly(
                            "Conv2d",
                            "BatchNorm",
                            "ReLU",
                            "maxPool2d",
                            "Conv2d",
                            "ReLU",
                            "globalAvgPool2d",
                            "batchFlatten",
                            "Linear");
            assertThat(model.layers().get(0).name()).isEqualTo("01Conv2d");
            Layer last = model.lastSpatialLayer().orElseThrow();
            assertThat(last.shape()).isEqualTo(Shape.of(-1, 6, 6, 6));
            LinearHead head = model.head().orElseThrow();
            assertThat(head.features()).isEqualTo(last);
            Gradients gradients = model.gradients(images(), classes(), Set.of(last), BackwardRule.GRADIENT);
            for (int c = 0; c < 6; c++) {
                assertThat(gradients.gradients().get(last).get(1, c, 2, 3) * 36)
                        .isCloseTo(head.weights().get(2, c), offset(1e-5f));
            }
            assertThat(gradients.scores()).isEqualTo(model.predict(images()));
        }
    }

    @Test
    void gradientsGoThroughBranchesAndMatchFiniteDifferences() {
        ParallelBlock branches = new ParallelBlock(
                outputs -> new NDList(Activation.relu(
                        outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow()))),
                List.of(
                        convolution(4),
                        new SequentialBlock()
                                .add(convolution(5))
                                .add(Activation.tanhBlock())
                                .add(convolution(4))));
        SequentialBlock block = new SequentialBlock()
                .add(convolution(4))
                .add(branches)
                .add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
        try (DifferentiableModel model = model(block)) {
            assertThat(model.layers()).extracting(Layer::name).contains("02ParallelBlock.02SequentialBlock.01Conv2d");
            Tensor image = images();
            Gradients gradients = model.gradients(image, classes(), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            Tensor gradient = gradients.gradients().get(Layer.INPUT);
            double length = 0;
            for (int i = 0; i < gradient.size(); i++) {
                length += (double) gradient.at(i) * gradient.at(i);
            }
            length = Math.sqrt(length);
            double up = sum(model, image, gradient, 0.02 / length);
            double down = sum(model, image, gradient, -0.02 / length);
            assertThat((up - down) / 0.04).isCloseTo(length, offset(0.02 * length));
            assertThat(model.obstacle(Layer.INPUT, new BackwardRule.Guided()).orElseThrow())
                    .contains("02ParallelBlock");
        }
    }

    private static double sum(DifferentiableModel model, Tensor image, Tensor direction, double step) {
        Tensor moved = image.copy();
        for (int i = 0; i < image.size(); i++) {
            moved.set(i, (float) (image.at(i) + step * direction.at(i)));
        }
        Tensor scores = model.predict(moved);
        return (double) scores.get(0, 1) + scores.get(1, 2);
    }

    @Test
    void theClassOfTheHighestScoreIsChosenOnTheWay() {
        try (DifferentiableModel model = model(plain())) {
            Objective top = Objective.classes(Score.LOGIT, Scores.top(model.predict(images())), 3);
            assertThat(model.gradientsOfTop(images(), Score.LOGIT, Set.of(Layer.INPUT), BackwardRule.GRADIENT))
                    .isEqualTo(model.gradients(images(), top, Set.of(Layer.INPUT), BackwardRule.GRADIENT));
        }
    }

    @Test
    void guidedRuleLetsPositiveSignalPassAtReluBlocks() {
        try (DifferentiableModel model = model(plain())) {
            Layer conv = model.layer("05Conv2d");
            Layer relu = model.layers().get(5);
            Gradients plain = model.gradients(images(), classes(), Set.of(conv, relu), BackwardRule.GRADIENT);
            Tensor guided = model.gradients(images(), classes(), Set.of(conv), new BackwardRule.Guided())
                    .gradients()
                    .get(conv);
            Tensor deconvnet = model.gradients(images(), classes(), Set.of(conv), new BackwardRule.Deconvnet())
                    .gradients()
                    .get(conv);
            for (int i = 0; i < guided.size(); i++) {
                float positive = Math.max(plain.gradients().get(relu).at(i), 0);
                assertThat(deconvnet.at(i)).isEqualTo(positive);
                assertThat(guided.at(i)).isEqualTo(plain.activations().get(conv).at(i) > 0 ? positive : 0);
            }
        }
    }

    /** A signal that a rule has changed goes on below the ReLU as a weighted sum of its input does. */
    @Test
    void guidedRuleReachesTheImage() {
        try (DifferentiableModel model = model(plain())) {
            Layer conv = model.layer("05Conv2d");
            Gradients guided =
                    model.gradients(images(), classes(), Set.of(conv, Layer.INPUT), new BackwardRule.Guided());
            Tensor signal = guided.gradients().get(conv);
            Tensor below = model.gradients(
                            images(),
                            new Objective.OfLayer(conv, signal),
                            Set.of(Layer.INPUT),
                            new BackwardRule.Guided())
                    .gradients()
                    .get(Layer.INPUT);
            assertThat(guided.gradients().get(Layer.INPUT)).isEqualTo(below);
            float largest = 0;
            for (int i = 0; i < below.size(); i++) {
                largest = Math.max(largest, Math.abs(below.at(i)));
            }
            assertThat(largest).isPositive();
        }
    }

    @Test
    void parametersCollectNoGradientsAndStatisticsStay() {
        try (DifferentiableModel model = model(plain())) {
            Tensor before = model.predict(images());
            model.gradients(images(), classes(), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            model.activations(images(), Set.of(model.layers().get(2)));
            assertThat(model.predict(images())).isEqualTo(before);
            djl.getBlock().getParameters().values().forEach(parameter -> assertThat(
                            parameter.getArray().hasGradient() && hasGradient(parameter))
                    .isFalse());
        }
    }

    private static boolean hasGradient(ai.djl.nn.Parameter parameter) {
        try {
            return parameter.getArray().getGradient().abs().sum().getFloat() > 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void aModelWithoutBlocksIsRefused() {
        assertThatThrownBy(() -> DjlModels.of(djl, SPEC))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no block");
    }
}
