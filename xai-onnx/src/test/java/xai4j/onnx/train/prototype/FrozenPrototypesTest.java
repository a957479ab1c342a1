package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
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
import xai4j.tensor.XaiException;

class FrozenPrototypesTest {
    private static final LabelledImages PICTURES = new SmallBackbone.Squares(10, 1);
    private static final PrototypePlan PLAN =
            PrototypePlan.usual().withPrototypes(3, 8).withRounds(10, 1);

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

    @Test
    void thePackageExplainsWithWhatWasTrained() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes trained = PrototypeTraining.of(features, PLAN).run(Progress.SILENT);
            assertThat(trained.accuracy(maps(backbone, new SmallBackbone.Squares(20, 2)))
                            .successes())
                    .isGreaterThan(50);
            PrototypeHeadExport.write(backbone, trained, PICTURES, folder);
            try (OnnxModel model = OnnxModel.open(folder.resolve("model.onnx"), LoadOptions.defaults())) {
                assertThat(model.spec().labels()).containsExactly("red", "green", "blue");
                int picture = trained.patches().get(0).image();
                PrototypeMatches why = Explainers.prototypes(model).explain(PICTURES.image(picture));
                double[] expected = scores(trained, features, picture);
                int named = why.targets().get(0).index();
                assertThat(why.logit(0)).isCloseTo(expected[named], within(1e-2));
                assertThat(IntStream.range(0, 3).filter(k -> expected[k] > expected[named]))
                        .isEmpty();
            }
        }
    }

    private static double[] scores(TrainedPrototypes trained, FrozenFeatures features, int picture) {
        PatchMap map = trained.reduction().of(features.maps(picture).row(0));
        return trained.head().scores(trained.head().nearest(trained.head().patches(map)));
    }

    @Test
    void prototypesArePatchesOfDifferentPicturesOfTheirClass() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes trained =
                    PrototypeTraining.of(features, PLAN.withPruning(0, 0)).run(Progress.SILENT);
            assertThat(trained.count()).isEqualTo(9);
            assertThat(trained.patches().stream().map(PrototypePush.Patch::image))
                    .doesNotHaveDuplicates();
            for (int p = 0; p < trained.count(); p++) {
                PrototypePush.Patch patch = trained.patches().get(p);
                assertThat(features.label(patch.image()))
                        .isEqualTo(trained.classes().get(p));
                PatchMap map =
                        trained.reduction().of(features.maps(patch.image()).row(0));
                double[] patches = trained.head().patches(map);
                int at = patch.row() * map.width() + patch.column();
                assertThat(trained.head().distance(patches, at, p)).isZero();
            }
        }
    }

    @Test
    void twoRunsComeToTheSameBits() {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            TrainedPrototypes one = PrototypeTraining.of(features, PLAN).run(Progress.SILENT);
            TrainedPrototypes other = PrototypeTraining.of(features, PLAN).run(Progress.SILENT);
            assertThat(one.head().prototypes).containsExactly(other.head().prototypes);
            assertThat(one.head().lastLayer).containsExactly(other.head().lastLayer);
        }
    }

    @Test
    void fewerPicturesThanPrototypesAreRefusedByClass() throws IOException {
        try (Backbone backbone = backbone()) {
            FrozenFeatures features = maps(backbone, PICTURES);
            assertThatThrownBy(() -> PrototypeTraining.of(features, PLAN.withPrototypes(11, 8)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageStartingWith("class \"red\" has 10 pictures to train on and is to have 11 prototypes");
        }
        assertThat(Files.exists(folder.resolve("model.onnx"))).isFalse();
    }

    @Test
    void gradientsAreThoseOfTheCosts() {
        PrototypeHead head = PrototypeHead.initialised(4, 2, 2);
        PatchMap map = new PatchMap(SmallBackbone.random(24, 3), 2, 3, 4);
        PrototypeGradient gradient = new PrototypeGradient(head, 0.8, 0.08);
        gradient.add(map, 1);
        List<double[]> weights = List.of(head.addOn, head.addOnBias, head.prototypes);
        List<double[]> slopes = List.of(gradient.addOn, gradient.addOnBias, gradient.prototypes);
        Random random = new Random(4);
        for (int group = 0; group < weights.size(); group++) {
            for (int trial = 0; trial < 8; trial++) {
                int i = random.nextInt(weights.get(group).length);
                double difference =
                        (loss(head, map, weights.get(group), i, 1e-6) - loss(head, map, weights.get(group), i, -1e-6))
                                / 2e-6;
                assertThat(slopes.get(group)[i]).as(group + ", " + i).isCloseTo(difference, within(1e-6));
            }
        }
    }

    private static double loss(PrototypeHead head, PatchMap map, double[] weights, int index, double step) {
        double before = weights[index];
        weights[index] += step;
        PrototypeGradient gradient = new PrototypeGradient(head, 0.8, 0.08);
        gradient.add(map, 1);
        weights[index] = before;
        return gradient.loss();
    }
}
