package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.explain.Progress;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.PictureViews;
import xai4j.onnx.train.SmallBackbone;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.onnx.train.tune.TuningPlan;
import xai4j.prototype.PrototypeMatches;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.Tensor;

class JointTrainingTest {
    private static final SmallBackbone.Squares PICTURES = new SmallBackbone.Squares(8, 1);
    private static final PrototypePlan PROTOTYPES = PrototypePlan.usual().withPerClass(2);

    @TempDir
    private Path folder = Path.of("");

    private static FrozenFeatures maps(Backbone backbone) {
        return FeatureExtraction.of(backbone, FeatureKind.MAPS)
                .views(new PictureViews(2, 1))
                .compute(PICTURES, Progress.SILENT);
    }

    private static JointPlan plan(int epochs) {
        return JointPlan.usual(
                PROTOTYPES,
                TuningPlan.usual(epochs).withRates(3e-3, 3e-3).withBatch(8).withSoftness(0, 0));
    }

    @Test
    void layersAndPrototypesLearnTogetherAndTheFileExplainsWithWhatCameOfIt() {
        Path file = SmallBackbone.convolutional(folder, 1);
        try (Backbone last = Backbone.open(file, LoadOptions.defaults());
                Backbone low = Backbone.open(file, LoadOptions.defaults(), "relu1")) {
            FrozenFeatures below = maps(low);
            try (JointTraining training = JointTraining.begin(last, "relu1", maps(last), plan(15))) {
                List<double[]> before = weights(training.network());
                List<Double> losses = new ArrayList<>();
                TrainedPrototypes trained =
                        training.run(below, tuning -> tuning.onEpoch(epoch -> losses.add(epoch.loss())));
                assertThat(losses.get(14)).isLessThan(losses.get(0));
                assertThat(training.network().weightNames())
                        .contains("w2", "xai4j_head/evidence", "xai4j_head/prototype_looks")
                        .doesNotContain("w1", "xai4j_head/weight");
                assertThat(weights(training.network()))
                        .allSatisfy(now -> assertThat(before).noneMatch(then -> Arrays.equals(then, now)));
                FrozenFeatures tuned = training.features(below);
                requirePatches(trained, tuned);
                assertThat(trained.accuracy(tuned).successes())
                        .isGreaterThanOrEqualTo(
                                training.start().accuracy(maps(last)).successes());
                training.write(trained, PICTURES, folder);
                explains(trained, tuned);
            }
        }
    }

    private static List<double[]> weights(TunableNetwork network) {
        return network.weightNames().stream().map(network::weight).toList();
    }

    /** Each prototype is a patch of a picture of its class, and no two are of one picture. */
    private static void requirePatches(TrainedPrototypes trained, FrozenFeatures tuned) {
        assertThat(trained.patches().stream().map(PrototypePush.Patch::image)).doesNotHaveDuplicates();
        for (int p = 0; p < trained.count(); p++) {
            PrototypePush.Patch patch = trained.patches().get(p);
            assertThat(tuned.label(patch.image())).isEqualTo(trained.classes().get(p));
            EmbeddedPatches patches =
                    trained.head().embedding().of(tuned.maps(patch.image()).row(0));
            float[] vector = patches.patch(patch.row() * patches.width() + patch.column());
            assertThat(vector)
                    .containsExactly(Arrays.copyOfRange(
                            trained.head().prototypes().vectors(), p * vector.length, (p + 1) * vector.length));
        }
    }

    private void explains(TrainedPrototypes trained, FrozenFeatures tuned) {
        try (OnnxModel model = OnnxModel.open(folder.resolve("model.onnx"), LoadOptions.defaults())) {
            assertThat(model.spec().labels()).containsExactly("red", "green", "blue");
            PrototypeMatches why = Explainers.prototypes(model).explain(PICTURES.image(3));
            double[] expected = trained.head()
                    .scores(trained.head().embedding().of(tuned.maps(3).row(0)));
            assertThat(why.logit(0)).isCloseTo(expected[why.targets().get(0).index()], within(1e-2));
        }
    }

    /** The derivative of the loss of similarities, and of the whole network by its weights, is what differences say. */
    @Test
    void gradientsAreWhatDifferencesSay() {
        Path file = SmallBackbone.convolutional(folder, 1);
        try (Backbone last = Backbone.open(file, LoadOptions.defaults());
                Backbone low = Backbone.open(file, LoadOptions.defaults(), "relu1");
                JointTraining training = JointTraining.begin(last, "relu1", maps(last), plan(1))) {
            TunableNetwork network = training.network();
            FrozenFeatures below = maps(low);
            List<Tensor> inputs = List.of(below.maps(0).row(0), below.maps(4).row(1));
            List<double[]> targets = List.of(network.target(below.label(0), 0.1), network.target(below.label(4), 0));
            List<double[]> gradients = network.gradient(inputs, targets).gradients();
            for (int w = 0; w < gradients.size(); w++) {
                String name = network.weightNames().get(w);
                double[] values = network.weight(name);
                double[] direction = new double[values.length];
                double length = 0;
                for (double slope : gradients.get(w)) {
                    length += slope * slope;
                }
                length = Math.sqrt(length);
                assertThat(length).as(name).isGreaterThan(1e-6);
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = gradients.get(w)[i] / length;
                }
                double step = 2e-4;
                double ahead = loss(network, name, values, direction, step, inputs, targets);
                double behind = loss(network, name, values, direction, -step, inputs, targets);
                network.set(name, values);
                assertThat((ahead - behind) / (2 * step)).as(name).isCloseTo(length, within(0.05 * length + 5e-3));
            }
        }
    }

    private static double loss(
            TunableNetwork network,
            String name,
            double[] values,
            double[] direction,
            double step,
            List<Tensor> inputs,
            List<double[]> targets) {
        double[] moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        network.set(name, moved);
        return network.gradient(inputs, targets).loss();
    }

    @Test
    void theLossOfSimilaritiesIsThePapers() {
        PrototypeHead head = new PrototypeHead(
                PatchEmbedding.of(new double[2][1]),
                new ChosenPrototypes(List.of(0, 0, 1), new float[9], List.of()),
                1,
                new double[3],
                new double[] {1, 2, -0.5, -0.5, -1, 1},
                new double[] {0.1, -0.1});
        PrototypeLoss loss = new PrototypeLoss(head, 0.8, 0.08);
        double[] similarities = {0.2, 0.7, 0.4};
        double[] scores = {0.1 + 0.2 + 1.4 - 0.2, -0.1 - 0.1 - 0.7 + 0.4};
        assertThat(loss.scores(similarities)).containsExactly(scores, within(1e-12));
        double crossEntropy = Math.log(1 + Math.exp(scores[1] - scores[0]));
        double[] slopes = similarities.clone();
        assertThat(loss.differentiate(slopes, 0)).isCloseTo(crossEntropy + 0.8 * (1 - 0.7) + 0.08 * 0.4, within(1e-12));
        for (int p = 0; p < 3; p++) {
            double[] ahead = similarities.clone();
            double[] behind = similarities.clone();
            ahead[p] += 1e-6;
            behind[p] -= 1e-6;
            assertThat(slopes[p])
                    .isCloseTo((loss.differentiate(ahead, 0) - loss.differentiate(behind, 0)) / 2e-6, within(1e-6));
        }
    }

    @Test
    void aLayerThatCannotBeTunedFromIsRefusedByName() {
        Path file = SmallBackbone.convolutional(folder, 1);
        try (Backbone last = Backbone.open(file, LoadOptions.defaults())) {
            assertThatThrownBy(() -> JointTraining.begin(last, "logits", maps(last), plan(1))
                            .close())
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("logits");
        }
    }
}
