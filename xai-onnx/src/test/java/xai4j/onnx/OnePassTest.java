package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.Objective;
import xai4j.model.ObservedModel;
import xai4j.model.PassedModel;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** Choosing the class inside the graph gives the same map as naming it. */
class OnePassTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_silu", "tiny_vit"})
    void thePredictedClassIsTheSameInOnePassAndInTwo(String name) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(name + "/input.npy"));
        try (DifferentiableModel model =
                Models.load(GOLDENS.resolve("models/" + name + ".onnx"), DifferentiableModel.class)) {
            for (Score score : Score.values()) {
                PreparedImage image =
                        PreparedImage.ofTensor(inputs.row(1), model.spec().input(), Preprocessing.raw());
                SaliencyMap one = Explainers.gradCam(model).score(score).explain(image);
                int predicted = one.targets().get(0).index();
                SaliencyMap two = Explainers.gradCam(model)
                        .score(score)
                        .target(Target.index(predicted))
                        .explain(image);
                // another graph may be fused in another way, so the last bits may differ
                assertThat(one.targets().get(0).score())
                        .isCloseTo(two.targets().get(0).score(), within(1e-5));
                for (int i = 0; i < one.values().size(); i++) {
                    assertThat(one.values().at(i)).isCloseTo(two.values().at(i), within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_silu", "tiny_vit"})
    void goingBackFromAPassGivesTheGradientsOfTheWholeGraph(String name) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(name + "/input.npy"));
        try (DifferentiableModel model =
                Models.load(GOLDENS.resolve("models/" + name + ".onnx"), DifferentiableModel.class)) {
            Tensor image = inputs.slice(0, 1);
            Layer last = model.lastSpatialLayer().orElseThrow();
            Tensor scores = model.predict(image, Score.LOGIT);
            Tensor weights = Tensor.zeros(scores.shape().withFirst(2));
            weights.set(1, 1);
            weights.set(scores.size(), -0.5f);
            weights.set(scores.size() + 2, 2);
            Tensor twice = Tensor.zeros(image.shape().withFirst(2));
            twice.slice(0, 1).buffer().put(image.buffer());
            twice.slice(1, 2).buffer().put(image.buffer());
            Objective objective = new Objective.OfScores(Score.LOGIT, weights);
            Gradients whole = model.gradients(twice, objective, Set.of(last), BackwardRule.GRADIENT);
            try (PassedModel passed = PassedModel.of(model, image, Score.LOGIT, Set.of(last), BackwardRule.GRADIENT)
                    .orElseThrow()) {
                Gradients back = passed.gradients(twice, objective, Set.of(last), BackwardRule.GRADIENT);
                assertClose(passed.scores(), scores);
                assertClose(back.scores(), whole.scores());
                assertClose(back.activations().get(last), whole.activations().get(last));
                assertClose(back.gradients().get(last), whole.gradients().get(last));
                Tensor other = inputs.slice(1, 2);
                Objective first = Objective.classes(Score.LOGIT, new int[] {0}, scores.size());
                assertThat(passed.gradients(other, first, Set.of(last), BackwardRule.GRADIENT)
                                .gradients()
                                .get(last))
                        .as("another image is asked of the model")
                        .isEqualTo(model.gradients(other, first, Set.of(last), BackwardRule.GRADIENT)
                                .gradients()
                                .get(last));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_silu", "tiny_vit"})
    void whatIsLentIsWhatIsGivenToTheBit(String name) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(name + "/input.npy"));
        try (OnnxModel model = OnnxModel.open(GOLDENS.resolve("models/" + name + ".onnx"), LoadOptions.defaults())) {
            Layer last = model.lastSpatialLayer().orElseThrow();
            List<Gradients> given = IntStream.range(0, 2)
                    .mapToObj(i -> model.gradientsOfTop(
                            inputs.slice(i, i + 1), Score.LOGIT, Set.of(last), BackwardRule.GRADIENT))
                    .toList();
            List<Integer> channels = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(run -> model.lendTop(
                                    inputs.slice(run % 2, run % 2 + 1),
                                    Score.LOGIT,
                                    last,
                                    lent -> same(lent, given.get(run % 2)))
                            .orElseThrow())
                    .toList();
            int area = given.get(0).gradients().get(last).size() / channels.get(0);
            assertThat(channels).containsOnly(channels.get(0));
            assertThat(area)
                    .as("numbers per one that is lent")
                    .isEqualTo(name.equals("cnn_gap") || name.equals("cnn_res_silu") ? 64 : 1);
        }
    }

    /** Compares while the loan lasts; the number of gradients that were lent. */
    private static int same(Gradients lent, Gradients given) {
        Layer layer = given.gradients().keySet().iterator().next();
        Tensor gradient = Objects.requireNonNull(lent.gradients().get(layer));
        Tensor spread = Objects.requireNonNull(given.gradients().get(layer));
        int each = spread.size() / gradient.size();
        assertThat(lent.scores()).isEqualTo(given.scores());
        assertThat(lent.activations().get(layer)).isEqualTo(given.activations().get(layer));
        for (int i = 0; i < spread.size(); i++) {
            assertThat(gradient.at(i / each)).isEqualTo(spread.at(i));
        }
        return gradient.size();
    }

    /** A decorator hides what can be lent. */
    @ParameterizedTest
    @ValueSource(strings = {"grad-cam", "grad-cam++", "xgrad-cam", "hires-cam", "layer-cam", "eigen-grad-cam"})
    void mapsOfWhatIsLentAreThoseOfWhatIsGivenToTheBit(String method) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy"));
        try (OnnxModel model = OnnxModel.open(GOLDENS.resolve("models/cnn_gap.onnx"), LoadOptions.defaults())) {
            PreparedImage image =
                    PreparedImage.ofTensor(inputs.row(0), model.spec().input(), Preprocessing.raw());
            Model hidden = new ObservedModel(model, call -> {});
            assertThat(values(method, model, image)).isEqualTo(values(method, hidden, image));
        }
    }

    private static Tensor values(String method, Model model, PreparedImage image) {
        return ((SaliencyMap) Explainers.named(method, model).explain(image)).values();
    }

    private static void assertClose(Tensor found, Tensor wanted) {
        assertThat(found.shape()).isEqualTo(wanted.shape());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.at(i)).isCloseTo(wanted.at(i), within(1e-5f));
        }
    }
}
