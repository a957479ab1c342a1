package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metrics;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.RandomizableModel;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Tensor;

/** Explanations must depend on what a model has learnt: gradients do, guided backpropagation restores the picture whatever the weights. */
class SanityChecksTest {
    private static DifferentiableModel model;

    @BeforeAll
    static void open() {
        model = Models.load(TestModels.golden("models/cnn_gap.onnx"), DifferentiableModel.class);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static PreparedImage image(int number) {
        Tensor all = Npy.readFloat(TestModels.golden("cnn_gap/input.npy"));
        return PreparedImage.ofTensor(
                all.row(number), model.spec().input(), model.spec().preprocessing());
    }

    private static Measured measured(String metric, DifferentiableModel asked, PreparedImage image, String method) {
        Explainer<?> explainer = Explainers.named(method, asked);
        return Metrics.named(metric)
                .evaluate(new Judged(explainer.explain(image), 0, image, asked).withExplainer(explainer));
    }

    /** The layers above decide which class it is; guided backpropagation hardly hears of them (Adebayo et al. 2018). */
    @Test
    void guidedBackpropagationFailsWhereGradientsPass() {
        for (int i = 0; i < 3; i++) {
            double gradient = measured("parameter-randomization", model, image(i), "saliency")
                    .curve()
                    .get(0);
            double guided = measured("parameter-randomization", model, image(i), "guided-backprop")
                    .curve()
                    .get(0);
            assertThat(guided).isGreaterThan(0.6).isGreaterThan(gradient + 0.1);
            assertThat(gradient).isLessThan(0.55);
        }
    }

    /** Also where a few layers are all there is: on the whole way down guided backpropagation stays more alike, in the mean over pictures and seeds. */
    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_relu"})
    void onEveryNetworkGuidedBackpropagationDependsLessOnWhatWasLearntThanGradients(String name) {
        try (DifferentiableModel network =
                Models.load(TestModels.golden("models/" + name + ".onnx"), DifferentiableModel.class)) {
            double gradient = meanLikeness(network, name, "saliency");
            double guided = meanLikeness(network, name, "guided-backprop");
            assertThat(guided).isGreaterThan(gradient + 0.04).isGreaterThan(0.5);
        }
    }

    private static double meanLikeness(DifferentiableModel network, String name, String method) {
        Tensor all = Npy.readFloat(TestModels.golden(name + "/input.npy"));
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            PreparedImage image = PreparedImage.ofTensor(
                    all.row(i % 3), network.spec().input(), network.spec().preprocessing());
            Explainer<?> explainer = Explainers.named(method, network);
            sum += Metrics.named("parameter-randomization")
                    .set("steps", "3")
                    .set("seed", Integer.toString(i / 3))
                    .measure(new Judged(explainer.explain(image), 0, image, network).withExplainer(explainer));
        }
        return sum / 6;
    }

    /** Once nothing learnt is left a gradient is noise, whose entropy is higher. */
    @Test
    void gradientsPassTheEfficientVariant() {
        for (int i = 0; i < 3; i++) {
            assertThat(measured("parameter-randomization-efficient", model, image(i), "saliency")
                            .value())
                    .isGreaterThan(0.02);
        }
    }

    /** Averaged over noise, gradients are told from guided backpropagation more surely: what is left is not shattering. */
    @Test
    void theSmoothVariantTellsThemApartToo() {
        Measured gradient = measured("parameter-randomization-smooth", model, image(0), "saliency");
        Measured guided = measured("parameter-randomization-smooth", model, image(0), "guided-backprop");
        assertThat(guided.value()).isGreaterThan(gradient.value());
        assertThat(gradient.value())
                .as("noise of the gradient that was averaged away")
                .isGreaterThan(measured("parameter-randomization", model, image(0), "saliency")
                        .value());
    }

    @Test
    void onARealNetworkGuidedBackpropagationStaysAlikeDownToTheFirstLayers() {
        Path file = TestModels.shared("real/models/squeezenet11.onnx");
        Path picture = TestModels.shared("real/images/winml/kitten_224.png");
        try (DifferentiableModel real = Models.load(file, DifferentiableModel.class)) {
            PreparedImage image = real.spec().prepare(Images.read(picture));
            Measured gradient = measured("parameter-randomization", real, image, "saliency");
            Measured guided = measured("parameter-randomization", real, image, "guided-backprop");
            assertThat(guided.value()).isGreaterThan(0.9);
            assertThat(gradient.value()).isLessThan(guided.value() - 0.1);
            assertThat(measured("random-logit", real, image, "guided-backprop").value())
                    .isGreaterThan(0.99);
            assertThat(measured("random-logit", real, image, "saliency").value())
                    .isLessThan(0.95);
        }
    }

    @Test
    void aCopyKeepsTheDistributionOfItsWeightsAndLosesTheirPlaces() {
        OnnxGraph graph = OnnxGraph.read(TestModels.golden("models/cnn_gap.onnx"));
        List<String> layers = RandomWeights.layers(graph).names();
        assertThat(layers).hasSize(4);
        OnnxGraph shuffled = RandomWeights.shuffled(graph, layers.subList(0, 1), 3);
        for (String layer : layers) {
            ConstantTensor before = graph.initializers().get(layer);
            ConstantTensor after = shuffled.initializers().get(layer);
            List<Double> values = sorted(before.doubles());
            assertThat(sorted(after.doubles())).isEqualTo(values);
            assertThat(after.dims()).isEqualTo(before.dims());
            assertThat(after.doubles()).satisfies(found -> {
                if (layer.equals(layers.get(0))) {
                    assertThat(found).isNotEqualTo(before.doubles());
                } else {
                    assertThat(found).isEqualTo(before.doubles());
                }
            });
        }
        assertThat(sorted(RandomWeights.shuffled(graph, layers, 3)
                        .initializers()
                        .get(layers.get(0))
                        .doubles()))
                .isEqualTo(sorted(shuffled.initializers().get(layers.get(0)).doubles()));
    }

    private static List<Double> sorted(double... values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        Collections.sort(list);
        return list;
    }

    @Test
    void theCopyIsAModelOfItsOwnAndTheOriginalStays() {
        Tensor before = model.predict(image(0).batch());
        RandomizableModel original = model.as(RandomizableModel.class).orElseThrow();
        try (RandomizableModel random = original.randomized(original.weightedLayers(), 1);
                RandomizableModel same = original.randomized(List.of(), 1)) {
            assertThat(random.predict(image(0).batch())).isNotEqualTo(before);
            assertThat(same.predict(image(0).batch())).isEqualTo(before);
            assertThat(random.spec().labels()).isEqualTo(model.spec().labels());
        }
        assertThat(model.predict(image(0).batch())).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> original.randomized(List.of("no layer"), 1))
                .withMessageContaining("no layer");
    }

    @Test
    void anotherClassHasAnotherExplanation() {
        Explainer<?> gradCam = Explainers.gradCam(model).target(Target.index(0));
        Judged judged = new Judged(gradCam.explain(image(0)), 0, image(0), model).withExplainer(gradCam);
        assertThat(Metrics.named("random-logit").measure(judged)).isLessThan(0.99);
    }
}
