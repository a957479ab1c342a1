package xai4j.onnx.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.segmentation.SegmentationModel;
import xai4j.onnx.SmallModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class SegmentationTest {
    private static final int SIDE = 32;

    @TempDir
    private Path temp;

    /** Every pixel belongs to the class of its largest colour; a second convolution keeps the maps and only adds a bias of 0.1 to "dark". */
    private DifferentiableModel open() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 3, SIDE, SIDE)
                .weights("colours", new long[] {4, 3, 1, 1}, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
                .weights("same", new long[] {4, 4, 1, 1}, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
                .weights("bias", new long[] {4}, 0, 0, 0, 0.1f)
                .node("Conv", "image,colours", "features")
                .node("Relu", "features", "positive")
                .node("Conv", "positive,same,bias", "maps")
                .output("maps");
        return Models.load(
                model.write(temp.resolve("segmentation.onnx")),
                DifferentiableModel.class,
                LoadOptions.defaults()
                        .withLabels(List.of("red", "green", "blue", "dark"))
                        .withPreprocessing(Preprocessing.unit()));
    }

    /** Blue in rows 4–11 and columns 8–15, red in row 20, columns 0–3; black elsewhere. */
    private static Tensor picture() {
        Tensor tensor = Tensor.zeros(Shape.of(3, SIDE, SIDE));
        for (int y = 4; y < 12; y++) {
            for (int x = 8; x < 16; x++) {
                tensor.set((2 * SIDE + y) * SIDE + x, 0.5f);
            }
        }
        for (int x = 0; x < 4; x++) {
            tensor.set(20 * SIDE + x, 0.9f);
        }
        return tensor;
    }

    private static PreparedImage image(DifferentiableModel model) {
        return PreparedImage.ofTensor(picture(), model.spec().input(), Preprocessing.unit());
    }

    @Test
    void aRegionIsExplainedByItsOwnPixels() throws IOException {
        try (DifferentiableModel model = open()) {
            assertThat(model.as(SegmentationModel.class).orElseThrow().layout().labels())
                    .hasSize(4);
            assertThat(Models.labels(model))
                    .containsExactlyElementsOf(model.as(SegmentationModel.class)
                            .orElseThrow()
                            .layout()
                            .labels());
            SaliencyMap map = Explainers.inputXGradient(model)
                    .target(Target.region("blue"))
                    .explain(image(model));
            assertThat(map.targets().get(0).label()).isEqualTo("blue");
            assertThat(map.targets().get(0).score()).isCloseTo(0.5, within(1e-6));
            assertThat(map.provenance().options()).containsEntry("target", "region:blue");
            for (int i = 0; i < map.values().size(); i++) {
                int x = i % SIDE;
                int y = i / SIDE % SIDE;
                boolean inside = i / (SIDE * SIDE) == 2 && x >= 8 && x < 16 && y >= 4 && y < 12;
                assertThat((double) map.values().at(i)).isCloseTo(inside ? 0.5 / 64 : 0, within(1e-7));
            }
            SaliencyMap cam =
                    Explainers.hiResCam(model).target(Target.label("blue")).explain(image(model));
            assertThat(cam.provenance().options()).containsEntry("layer", "positive");
            assertThat(cam.values().get(0, 5, 9)).isPositive();
            assertThat(cam.values().get(0, 20, 1)).isZero();
        }
    }

    @Test
    void regionsArePredictedMaskedOrASinglePixel() throws IOException {
        Tensor mask = Tensor.zeros(Shape.of(64, 64));
        mask.set(8 * 64 + 16, 1);
        mask.set(9 * 64 + 17, 1);
        Npy.write(mask, temp.resolve("mask.npy"));
        try (DifferentiableModel model = open()) {
            assertThat(score(model, "predicted")).as("dark covers most").isCloseTo(0.1, within(1e-6));
            assertThat(score(model, "region:red@2,20")).isCloseTo(0.9, within(1e-6));
            assertThat(score(model, "region:0@9,5")).isCloseTo(0, within(1e-6));
            assertThat(score(model, "region:blue@" + temp.resolve("mask.npy"))).isCloseTo(0.5, within(1e-6));
            SegmentAttribution why = Explainers.featureAblation(model)
                    .set("segmenter", "grid:4x4")
                    .set("fill", "zero")
                    .target(Target.parse("red"))
                    .explain(image(model));
            assertThat(why.values().get(0, 8)).isCloseTo(0.9f, within(1e-5f));
        }
    }

    @Test
    void aMaskOfOtherProportionsOrWithoutAPlaceIsRefused() throws IOException {
        Npy.write(Tensor.zeros(Shape.of(64, 32)), temp.resolve("tall.npy"));
        Npy.write(Tensor.zeros(Shape.of(64, 64)), temp.resolve("empty.npy"));
        Npy.write(Tensor.zeros(Shape.of(1, 64, 64)), temp.resolve("deep.npy"));
        try (DifferentiableModel model = open()) {
            for (String name : new String[] {"tall", "deep"}) {
                assertThatThrownBy(() -> score(model, "region:blue@" + temp.resolve(name + ".npy")))
                        .hasMessageContaining("(the model's input)")
                        .hasMessageContaining("same proportions");
            }
            assertThatThrownBy(() -> score(model, "region:blue@" + temp.resolve("empty.npy")))
                    .hasMessageContaining("covers no place");
        }
    }

    private static double score(DifferentiableModel model, String target) {
        return Explainers.saliency(model)
                .target(Target.parse(target))
                .explain(image(model))
                .targets()
                .get(0)
                .score();
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        try (DifferentiableModel model = open()) {
            assertThatThrownBy(() -> score(model, "region:green"))
                    .hasMessageContaining("green is predicted nowhere")
                    .hasMessageContaining("dark, blue, red");
            assertThatThrownBy(() -> score(model, "region:wolf")).hasMessageContaining("no label \"wolf\"");
            assertThatThrownBy(() -> score(model, "region:red@99,99")).hasMessageContaining("lies outside");
            assertThatThrownBy(() -> score(model, "box:0")).hasMessageContaining("is no detector");
        }
    }
}
