package xai4j.onnx.train.prototype;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
import xai4j.model.LoadOptions;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.SmallBackbone;
import xai4j.tensor.Tensor;

/** On a network whose map is the picture itself, so that it is seen where the object stands: a square in the colour of the class. */
class CommonObjectTest {
    private static final LabelledImages PICTURES = new SmallBackbone.Squares(8, 1);

    @TempDir
    private Path folder = Path.of("");

    private FrozenFeatures features() {
        OnnxWriter writer = OnnxWriter.of(SmallBackbone.spec("pixels"), "image", 13);
        writer.constant("eye", new long[] {3, 3, 1, 1}, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        writer.node("Conv", java.util.List.of("image", "eye"), "pixels");
        writer.node("GlobalAveragePool", java.util.List.of("pixels"), "pooled");
        writer.node("Flatten", java.util.List.of("pooled"), "row", OnnxAttribute.of("axis", 1));
        writer.output("row", "scores");
        Path file = folder.resolve("pixels.onnx");
        writer.write(file);
        try (Backbone backbone = Backbone.open(file, LoadOptions.defaults())) {
            return FeatureExtraction.of(backbone, FeatureKind.MAPS).compute(PICTURES, Progress.SILENT);
        }
    }

    /** Evidence that every class asks of its own colour, or of nothing that could be seen. */
    private static PatchEvidence evidence(FrozenFeatures features, boolean ofColours) {
        double[][] colours = {{2, -1, -1}, {-1, 2, -1}, {-1, -1, 2}};
        double[][] nothing = new double[3][3];
        return PatchEvidence.of(features, PatchEmbedding.of(ofColours ? colours : nothing));
    }

    /** How far a patch is from grey: 0 around the square, 0.5 and more inside of it. */
    private static double colour(Tensor map, int patch) {
        int area = SmallBackbone.SIDE * SmallBackbone.SIDE;
        double[] channels = IntStream.range(0, 3)
                .mapToDouble(c -> map.at(c * area + patch))
                .sorted()
                .toArray();
        return channels[2] - channels[0];
    }

    @Test
    void whatThePicturesOfAClassHaveInCommonIsPartedFromTheRest() {
        FrozenFeatures features = features();
        for (int k = 0; k < 3; k++) {
            int label = k;
            int[] own = IntStream.range(0, features.size())
                    .filter(i -> features.label(i) == label)
                    .toArray();
            CommonObject common = CommonObject.of(features, evidence(features, true), own);
            for (int j = 0; j < own.length; j++) {
                Tensor map = features.maps(own[j]).row(0);
                for (int patch = 0; patch < SmallBackbone.SIDE * SmallBackbone.SIDE; patch++) {
                    double colour = colour(map, patch);
                    if (colour < 0.02 || colour > 0.5) {
                        assertThat(common.isShown(j, patch))
                                .as("class %d, picture %d, patch %d", k, j, patch)
                                .isEqualTo(colour > 0.5);
                    }
                }
            }
        }
    }

    /** Evidence that points the other way: these pictures are told by what surrounds the object. */
    @Test
    void aClassThatIsToldByItsBackgroundFollowsWhatAllPicturesShow() {
        FrozenFeatures all = features();
        FrozenFeatures features = all.only(
                IntStream.range(0, all.size()).filter(i -> all.label(i) == 0).toArray());
        int[] own = IntStream.range(0, features.size()).toArray();
        PatchEvidence turned =
                PatchEvidence.of(features, PatchEmbedding.of(new double[][] {{-2, 1, 1}, {-1, 2, -1}, {-1, -1, 2}}));
        CommonObject everywhere = CommonObject.everywhere(features, evidence(features, true));
        CommonObject following = CommonObject.ofClass(features, turned, everywhere, own);
        CommonObject alone = CommonObject.of(features, turned, own);
        for (int picture : own) {
            Tensor map = features.maps(picture).row(0);
            IntStream.range(0, SmallBackbone.SIDE * SmallBackbone.SIDE)
                    .filter(patch -> colour(map, patch) > 0.5)
                    .forEach(patch -> {
                        assertThat(following.isShown(picture, patch)).isTrue();
                        assertThat(alone.isShown(picture, patch)).isFalse();
                    });
        }
    }

    @Test
    void aDirectionThatHasNothingToDoWithTheClassLeavesNothingOut() {
        FrozenFeatures features = features();
        int[] own = IntStream.range(0, features.size())
                .filter(i -> features.label(i) == 0)
                .toArray();
        CommonObject common = CommonObject.of(features, evidence(features, false), own);
        assertThat(IntStream.range(0, SmallBackbone.SIDE * SmallBackbone.SIDE).allMatch(at -> common.isShown(0, at)))
                .isTrue();
    }
}
