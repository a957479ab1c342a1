package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.data.LabelledImages;
import xai4j.explain.Applicability;
import xai4j.explain.Progress;
import xai4j.explain.SaliencyMap;
import xai4j.model.LoadOptions;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.PictureViews;
import xai4j.onnx.train.SmallBackbone;
import xai4j.prototype.PrototypeMatches;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class FrozenPrototypesTest {
    private static final LabelledImages PICTURES = new SmallBackbone.Squares(10, 1);
    private static final PrototypePlan PLAN = PrototypePlan.usual().withPerClass(3);

    @TempDir
    private Path folder = Path.of("");

    private Backbone backbone() {
        return Backbone.open(SmallBackbone.convolutional(folder, 1), LoadOptions.defaults());
    }

    private static FrozenFeatures maps(Backbone backbone, LabelledImages pictures) {
        return FeatureExtraction.of(backbone, FeatureKind.MAPS)
                .views(new PictureViews(3, 1))
                .compute(pictures, Progress.SILENT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.3})
    void thePackageExplainsWithWhatWasTrained(double share) {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes trained =
                    PrototypeTraining.of(features, PLAN.withShare(share)).run();
            assertThat(trained.head().places()).isEqualTo((int) Math.max(1, Math.ceil(share * 64)));
            assertThat(trained.accuracy(maps(backbone, new SmallBackbone.Squares(20, 2)))
                            .successes())
                    .isGreaterThan(50);
            PrototypeHeadExport.write(backbone, trained, PICTURES, folder);
            try (OnnxModel model = OnnxModel.open(folder.resolve("model.onnx"), LoadOptions.defaults())) {
                assertThat(model.spec().labels()).containsExactly("red", "green", "blue");
                int picture = trained.patches().get(0).image();
                PrototypeMatches why = Explainers.prototypes(model).explain(PICTURES.image(picture));
                double[] expected = scores(trained, features, picture);
                assertThat(why.provenance().options()).containsEntry("box", "half");
                int named = why.targets().get(0).index();
                assertThat(why.logit(0)).isCloseTo(expected[named], within(1e-2));
                assertThat(IntStream.range(0, 3).filter(k -> expected[k] > expected[named]))
                        .isEmpty();
            }
        }
    }

    /** All that fit: no attention, no boxes, no linear head behind a pooling; a tree wants one, too. */
    @Test
    void everyOtherMethodExplainsThePackage() {
        Set<String> unfit =
                Set.of("attention-relevance", "attention-rollout", "legrad", "d-rise", "cam", "nbdt-hard", "nbdt-soft");
        try (Backbone backbone = backbone()) {
            TrainedPrototypes trained =
                    PrototypeTraining.of(maps(backbone, PICTURES), PLAN).run();
            PrototypeHeadExport.write(backbone, trained, PICTURES, folder);
            try (OnnxModel model = OnnxModel.open(folder.resolve("model.onnx"), LoadOptions.defaults())) {
                Explainers.inspect(model).forEach((method, applicability) -> {
                    assertThat(applicability.level() == Applicability.Level.EXACT)
                            .as(method + " " + applicability.reason())
                            .isNotEqualTo(unfit.contains(method));
                });
                SaliencyMap changes = Explainers.deepLift(model).explain(PICTURES.image(0));
                assertThat(Objects.requireNonNull(
                                changes.diagnostics().measures().get("completeness-gap")))
                        .isCloseTo(0, within(1e-5));
                for (String method : List.of("deep-shap", "lrp-epsilon", "attn-lrp")) {
                    SaliencyMap map =
                            (SaliencyMap) Explainers.named(method, model).explain(PICTURES.image(0));
                    assertThat(map.values().toArray())
                            .as(method)
                            .isNotEqualTo(new float[map.values().size()]);
                }
            }
        }
    }

    private static double[] scores(TrainedPrototypes trained, FrozenFeatures features, int picture) {
        return trained.head()
                .scores(trained.head().embedding().of(features.maps(picture).row(0)));
    }

    @Test
    void prototypesArePatchesOfDifferentPicturesOfTheirClass() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes trained =
                    PrototypeTraining.of(features, PLAN.withPruning(0, 0)).run();
            assertThat(trained.count()).isEqualTo(9);
            assertThat(trained.patches().stream().map(PrototypePush.Patch::image))
                    .doesNotHaveDuplicates();
            for (int p = 0; p < trained.count(); p++) {
                PrototypePush.Patch patch = trained.patches().get(p);
                assertThat(features.label(patch.image()))
                        .isEqualTo(trained.classes().get(p));
                EmbeddedPatches patches = trained.head()
                        .embedding()
                        .of(features.maps(patch.image()).row(0));
                int at = patch.row() * patches.width() + patch.column();
                float[] vector = patches.patch(at);
                assertThat(patches.nearest(vector, 1)[0]).isCloseTo(1, within(1e-6));
                assertThat(vector)
                        .containsExactly(Arrays.copyOfRange(
                                trained.head().prototypes().vectors(), p * vector.length, (p + 1) * vector.length));
            }
        }
    }

    @Test
    void twoRunsComeToTheSameBits() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes one = PrototypeTraining.of(features, PLAN).run();
            TrainedPrototypes other = PrototypeTraining.of(features, PLAN).run();
            assertThat(one.head().prototypes().vectors())
                    .containsExactly(other.head().prototypes().vectors());
            assertThat(one.head().lastLayer()).containsExactly(other.head().lastLayer());
        }
    }

    @Test
    void fewerPicturesThanPrototypesAreRefusedByClass() throws IOException {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            assertThatThrownBy(() -> PrototypeTraining.of(features, PLAN.withPerClass(11)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageStartingWith("class \"red\" has 10 pictures to train on and is to have 11 prototypes");
        }
        assertThat(Files.exists(folder.resolve("model.onnx"))).isFalse();
    }

    /** A picture is as alike to a prototype as its nearest patch is: half by its looks, half by what it says. */
    @Test
    void likenessIsTheMeanOfTwoCosines() {
        PatchEmbedding embedding = PatchEmbedding.of(new double[][] {{1, 0, -1}, {-1, 0, 1}});
        Tensor map = Tensor.of(Shape.of(3, 1, 2), 1, 3, 2, 0, 2, 0);
        EmbeddedPatches patches = embedding.of(map);
        double looks = (1 * 3 + 2 * 0 + 2 * 0) / (3.0 * 3.0);
        double says = ((1 - 2) * 3 + (2 - 1) * -3) / (Math.sqrt(2) * Math.sqrt(18));
        assertThat(patches.likeness(patches.patch(1))[0]).isCloseTo((looks + says) / 2, within(1e-6));
        assertThat(patches.likeness(patches.patch(0))[0]).isCloseTo(1, within(1e-6));
        EmbeddedPatches nothing = embedding.of(Tensor.zeros(Shape.of(3, 1, 1)));
        assertThat(nothing.likeness(patches.patch(0))[0]).isZero();
    }

    /** Weights to the own class are never below zero, and more sparsity leaves fewer weights to others. */
    @Test
    void evidenceForOtherClassesIsSparse() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            int[] others = new int[2];
            for (int strict = 0; strict < 2; strict++) {
                PrototypeHead head = PrototypeTraining.of(
                                features, PLAN.withPruning(0, 0).withPenalties(0.03, strict == 0 ? 0.001 : 0.1))
                        .run()
                        .head();
                for (int p = 0; p < head.count(); p++) {
                    for (int k = 0; k < 3; k++) {
                        double weight = head.lastLayer()[k * head.count() + p];
                        if (head.prototypes().classes().get(p) == k) {
                            assertThat(weight).isNotNegative();
                        } else {
                            others[strict] += weight != 0 ? 1 : 0;
                        }
                    }
                }
            }
            assertThat(others[1]).isLessThan(others[0]);
        }
    }
}
