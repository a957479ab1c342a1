package xai4j.onnx.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.numeric.ScoreLoss;
import xai4j.onnx.OnnxModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class FrozenHeadTest {
    private static final LoadOptions FILES_OWN = LoadOptions.defaults();

    @TempDir
    private Path folder = Path.of("");

    private static LabelledImages squares(int perClass) {
        return new SmallBackbone.Squares(perClass, 1);
    }

    private static FrozenFeatures features(Backbone backbone, LabelledImages images) {
        return FeatureExtraction.of(backbone, FeatureKind.POOLED)
                .views(new PictureViews(3, 1))
                .compute(images, Progress.SILENT);
    }

    @Test
    void theFileScoresAsTheHeadDoesAndSaysItsLabels() {
        for (Path file : List.of(SmallBackbone.convolutional(folder, 1), SmallBackbone.tokens(folder))) {
            try (Backbone backbone = Backbone.open(file, FILES_OWN)) {
                FrozenFeatures features = features(backbone, squares(8));
                LinearClassifier head = LinearHeadFit.fit(features);
                Path trained = folder.resolve("trained.onnx");
                HeadExport.write(backbone, head, features.labels(), trained);
                try (OnnxModel model = OnnxModel.open(trained, FILES_OWN)) {
                    assertThat(model.spec().labels()).containsExactly("red", "green", "blue");
                    assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.unit());
                    assertThat(model.head()).isPresent();
                    for (int i = 0; i < features.size(); i++) {
                        Tensor scores = model.predict(
                                model.spec().prepare(squares(8).image(i)).batch());
                        double[] expected = head.scores(features.pooled(i, 0));
                        for (int k = 0; k < 3; k++) {
                            assertThat((double) scores.at(k)).as(file + " " + i).isCloseTo(expected[k], within(1e-4));
                        }
                    }
                }
            }
        }
    }

    @Test
    void whatAHeadHasNotSeenIsToldRight() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN)) {
            LinearClassifier head = LinearHeadFit.fit(features(backbone, squares(12)));
            FrozenFeatures others = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .compute(new SmallBackbone.Squares(20, 2), Progress.SILENT);
            assertThat(head.accuracy(others).successes()).isGreaterThan(54);
        }
    }

    @Test
    void tokensAreAMapOfTheirPatches() {
        try (Backbone backbone = Backbone.open(SmallBackbone.tokens(folder), FILES_OWN)) {
            assertThat(backbone.map()).isEqualTo(Shape.of(10, 4, 4));
            Tensor batch = Tensor.of(Shape.of(1, 3, 16, 16), SmallBackbone.random(768, 9));
            Tensor tokens = Objects.requireNonNull(backbone.model()
                    .activations(batch, Set.of(backbone.layer()))
                    .values()
                    .get(backbone.layer()));
            Tensor map = backbone.maps(batch);
            for (int channel = 0; channel < 10; channel++) {
                for (int patch = 0; patch < 16; patch++) {
                    assertThat(map.get(0, channel, patch / 4, patch % 4)).isEqualTo(tokens.get(0, patch, channel));
                }
            }
        }
    }

    @Test
    void aNetworkWithoutAMapAndALayerThatIsNoneAreRefusedByName() {
        Path flat = SmallBackbone.flat(folder);
        assertThatThrownBy(() -> Backbone.open(flat, FILES_OWN).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("flat.onnx has no feature map");
        Path small = SmallBackbone.convolutional(folder, 1);
        assertThatThrownBy(() -> Backbone.open(small, FILES_OWN, "row").close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("layer row")
                .hasMessageContaining("is no feature map");
        assertThatThrownBy(() -> Backbone.open(small, FILES_OWN, "relu3").close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relu3");
    }

    @Test
    void aClassWithOnePictureIsRefusedByName() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN)) {
            FrozenFeatures features = features(backbone, squares(4));
            FrozenFeatures few = features.only(0, 3, 1, 4, 2);
            assertThatThrownBy(() -> LinearHeadFit.fit(few))
                    .isInstanceOf(XaiException.class)
                    .hasMessageStartingWith("class \"blue\" has one picture");
        }
    }

    private FeatureExtraction cached(Backbone backbone, long bytes) {
        return FeatureExtraction.of(backbone, FeatureKind.MAPS)
                .views(new PictureViews(2, 1))
                .cachedIn(folder.resolve("cache"), bytes);
    }

    @Test
    void anInterruptedComputationGoesOnWithWhatIsThere() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN)) {
            FeatureExtraction first = cached(backbone, 1 << 20);
            FrozenFeatures some = first.compute(squares(2), Progress.SILENT);
            FeatureExtraction second = cached(backbone, 1 << 20);
            FrozenFeatures same = second.compute(squares(2), Progress.SILENT);
            assertThat(second.secondsInBackbone()).isZero();
            for (int i = 0; i < some.size(); i++) {
                assertThat(same.maps(i)).isEqualTo(some.maps(i));
                assertThat(same.pooled(i, 1)).containsExactly(some.pooled(i, 1));
            }
            FrozenFeatures fresh = FeatureExtraction.of(backbone, FeatureKind.MAPS)
                    .views(new PictureViews(2, 1))
                    .compute(squares(2), Progress.SILENT);
            assertThat(fresh.maps(3)).isEqualTo(some.maps(3));
        }
    }

    @Test
    void aCacheOfAnotherBackboneIsRefused() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN);
                Backbone other = Backbone.open(SmallBackbone.convolutional(folder, 2), FILES_OWN);
                Backbone earlier = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN, "relu1")) {
            cached(backbone, 1 << 20).compute(squares(1), Progress.SILENT);
            for (Backbone wrong : List.of(other, earlier)) {
                assertThatThrownBy(() -> cached(wrong, 1 << 20).compute(squares(1), Progress.SILENT))
                        .isInstanceOf(XaiException.class)
                        .hasMessageContaining("holds features of another backbone: convolutional1.onnx, layer relu2");
            }
        }
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN)) {
            cached(backbone, 1 << 20).compute(squares(1), Progress.SILENT);
            Path file = files().get(0);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            assertThatThrownBy(() -> cached(backbone, 1 << 20).compute(squares(1), Progress.SILENT))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("delete it");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".npy")).toList();
        }
    }

    /** A picture's features take 2 · 12 · 8 · 8 · 4 bytes and the head of the file. */
    @Test
    void whatWasUsedLongestAgoMakesRoom() throws IOException {
        long one = 2 * 12 * 8 * 8 * 4 + 128;
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), FILES_OWN)) {
            cached(backbone, 3 * one).compute(squares(1), Progress.SILENT);
            List<Path> before = files();
            assertThat(before).hasSize(3);
            cached(backbone, 3 * one).compute(new SmallBackbone.Squares(1, 7), Progress.SILENT);
            assertThat(files()).hasSize(3).doesNotContainAnyElementsOf(before);
            assertThatThrownBy(() -> cached(backbone, 3 * one).compute(squares(2), Progress.SILENT))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("allow more, or use fewer views");
        }
    }

    /** A file that tells the same classes has a head that was made of more pictures; it is found by names, and few pictures do not undo it. */
    @Test
    void theFilesOwnHeadForTheSameClassesIsFoundAndStayedNear() {
        Path file = folder.resolve("own.onnx");
        LinearClassifier learned;
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), LoadOptions.defaults())) {
            FrozenFeatures many = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .compute(new SmallBackbone.Squares(30, 1), Progress.SILENT);
            learned = LinearHeadFit.fit(many);
            HeadExport.write(backbone, learned, many.labels(), file);
        }
        try (Backbone backbone = Backbone.open(file, LoadOptions.defaults())) {
            assertThat(backbone.ownHead(List.of("red", "green"))).isEmpty();
            assertThat(backbone.ownHead(List.of("red", "green", "yellow"))).isEmpty();
            LinearClassifier own =
                    backbone.ownHead(List.of("blue", "red", "green")).orElseThrow();
            assertThat(own.bias()).containsExactly(learned.bias()[2], learned.bias()[0], learned.bias()[1]);
            FrozenFeatures few = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .compute(new SmallBackbone.Squares(2, 9), Progress.SILENT);
            Optional<LinearClassifier> before = backbone.ownHead(few.labels());
            LinearClassifier after = LinearHeadFit.fit(few, ScoreLoss.CROSS_ENTROPY, before);
            FrozenFeatures others = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .compute(new SmallBackbone.Squares(20, 2), Progress.SILENT);
            assertThat(after.accuracy(others).successes())
                    .isGreaterThanOrEqualTo(
                            LinearHeadFit.fit(few).accuracy(others).successes());
        }
    }
}
