package xai4j.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.djl.engine.DjlEngine;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metrics;
import xai4j.explain.Explainer;
import xai4j.image.ImageInput;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.onnx.export.OnnxConstants;
import xai4j.tensor.Tensor;

/** On every engine an explanation must depend on what was learnt: gradients do, guided backpropagation shows the picture (Adebayo et al. 2018). */
class SanityChecksTest {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(SanityChecksTest.class.getResource("/goldens/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How alike explanations stay while weights are shuffled from the top, in the mean over pictures. */
    private static double likeness(DifferentiableModel model, String method, List<PreparedImage> images) {
        return images.stream()
                .mapToDouble(image -> measured(model, method, image).value())
                .average()
                .orElseThrow();
    }

    private static Measured measured(DifferentiableModel model, String method, PreparedImage image) {
        Explainer<?> explainer = Explainers.named(method, model);
        Judged judged = new Judged(explainer.explain(image), 0, image, model).withExplainer(explainer);
        return Metrics.named("parameter-randomization").set("steps", "3").evaluate(judged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap.script", "cnn_res_relu.trace"})
    void torchScript(String file) {
        try (DifferentiableModel model = Models.load(resource("models/" + file + ".pt"), DifferentiableModel.class)) {
            Tensor all = Npy.readFloat(resource(file.substring(0, file.indexOf('.')) + "/input.npy"));
            List<PreparedImage> images = IntStream.range(0, 3)
                    .mapToObj(i -> PreparedImage.ofTensor(
                            all.row(i), model.spec().input(), model.spec().preprocessing()))
                    .toList();
            double gradient = likeness(model, "saliency", images);
            double guided = likeness(model, "guided-backprop", images);
            assertThat(guided).isGreaterThan(0.5).isGreaterThan(gradient + 0.04);
        }
    }

    /** On deep networks the difference is plain: with the last layer's weights shuffled, which decide on the class, nothing is seen to change. */
    @ParameterizedTest
    @ValueSource(
            strings = {"models/mobilenet_v1_025_frozen.pb", "models/mobilenet_v1_025.pt", "customvision/fruits/model.pb"
            })
    void realNetworks(String file) {
        LoadOptions options = file.startsWith("models")
                ? LoadOptions.defaults().withPreprocessing(Preprocessing.tensorflow())
                : LoadOptions.defaults();
        try (DifferentiableModel model = Models.load(Real.path(file), options)
                .as(DifferentiableModel.class)
                .orElseThrow()) {
            PreparedImage image = model.spec().prepare(Images.read(Real.path("images/winml/kitten_224.png")));
            Measured gradient = measured(model, "saliency", image);
            Measured guided = measured(model, "guided-backprop", image);
            assertThat(guided.curve().get(0)).isGreaterThan(0.9);
            assertThat(guided.value()).isGreaterThan(gradient.value() + 0.1);
        }
    }

    /** The trained network cnn_gap as DJL's blocks. Its parameters are the caller's: they stay what they were while copies with other weights are explained. */
    @Test
    void blocks() {
        DjlEngine.PYTORCH.start();
        try (Model djl = Model.newInstance("cnn_gap", "PyTorch")) {
            djl.setBlock(cnnGap());
            djl.getBlock()
                    .initialize(djl.getNDManager(), DataType.FLOAT32, new ai.djl.ndarray.types.Shape(1, 3, 32, 32));
            learn(djl, OnnxConstants.read(resource("models/cnn_gap.onnx")));
            ModelSpec spec = ModelSpec.of("cnn_gap", ImageInput.nchw(3, 32, 32)).withScores(ScoreKind.LOGITS);
            Tensor all = Npy.readFloat(resource("cnn_gap/input.npy"));
            List<PreparedImage> images = IntStream.range(0, 3)
                    .mapToObj(i -> PreparedImage.ofTensor(all.row(i), spec.input(), spec.preprocessing()))
                    .toList();
            try (DifferentiableModel model = DjlModels.of(djl, spec);
                    DifferentiableModel script =
                            Models.load(resource("models/cnn_gap.script.pt"), DifferentiableModel.class)) {
                Tensor before = model.predict(images.get(0).batch());
                assertThat(before.toArray())
                        .as("the same network")
                        .containsExactly(script.predict(images.get(0).batch()).toArray(), within(1e-4f));
                double gradient = likeness(model, "saliency", images);
                double guided = likeness(model, "guided-backprop", images);
                assertThat(gradient).isLessThan(0.5);
                assertThat(guided).isGreaterThan(0.5).isGreaterThan(gradient + 0.04);
                assertThat(model.predict(images.get(0).batch())).isEqualTo(before);
            }
        }
    }

    private static SequentialBlock cnnGap() {
        ai.djl.ndarray.types.Shape two = new ai.djl.ndarray.types.Shape(2, 2);
        SequentialBlock block = new SequentialBlock();
        for (int filters : new int[] {8, 16, 32}) {
            block.add(Conv2d.builder()
                    .setFilters(filters)
                    .setKernelShape(new ai.djl.ndarray.types.Shape(3, 3))
                    .optPadding(new ai.djl.ndarray.types.Shape(1, 1))
                    .build());
            block.add(BatchNorm.builder().build());
            block.add(Activation.reluBlock());
            if (filters < 32) {
                block.add(Pool.maxPool2dBlock(two, two));
            }
        }
        return block.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(5).build());
    }

    private static void learn(Model djl, OnnxConstants learnt) {
        List<String> names = IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(i -> List.of("conv" + i, "bn" + i).stream())
                .collect(Collectors.toCollection(ArrayList::new));
        names.add("fc");
        List<Block> weighted = djl.getBlock().getChildren().values().stream()
                .filter(child -> !child.getDirectParameters().isEmpty())
                .toList();
        for (int i = 0; i < names.size(); i++) {
            for (Parameter parameter : weighted.get(i).getDirectParameters().values()) {
                String constant = names.get(i)
                        + switch (parameter.getType()) {
                            case WEIGHT, GAMMA -> ".weight";
                            case RUNNING_MEAN -> ".running_mean";
                            case RUNNING_VAR -> ".running_var";
                            default -> ".bias";
                        };
                parameter.getArray().set(FloatBuffer.wrap(learnt.floats(constant)));
            }
        }
    }
}
