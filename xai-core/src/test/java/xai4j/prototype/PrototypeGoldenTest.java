package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static xai4j.prototype.Golden.assertClose;
import static xai4j.prototype.Golden.floats;

import org.junit.jupiter.api.Test;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.image.filter.Bicubic;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The authors' code step by step. */
class PrototypeGoldenTest {
    private static final double SIMILARITY_NOISE = 3e-4;

    @Test
    void distancesMatch() {
        assertClose(PrototypeDistances.of(floats("conv_features"), floats("prototypes")), floats("distances"), 1e-5);
    }

    @Test
    void similaritiesOfTheReferenceDistancesMatch() {
        PrototypeMaps seen = compare(0, PrototypeMetadata.Holds.DISTANCES, "distances");
        assertClose(seen.similarities().row(0), floats("similarities").row(0), 1e-5);
    }

    @Test
    void similaritiesFromFeaturesMatchUpToTheNoiseOfTheReference() {
        for (int i = 0; i < Golden.IMAGES; i++) {
            PrototypeMaps seen = compare(i, PrototypeMetadata.Holds.FEATURES, "conv_features");
            assertClose(seen.similarities().row(0), floats("similarities").row(i), SIMILARITY_NOISE);
        }
    }

    @Test
    void similaritiesAreReadAsTheyAre() {
        PrototypeMaps seen = compare(1, PrototypeMetadata.Holds.SIMILARITIES, "similarities");
        assertThat(seen.similarities().row(0)).isEqualTo(floats("similarities").row(1));
    }

    @Test
    void enlargedMapsMatch() {
        Tensor maps = floats("similarities");
        Tensor expected = floats("similarity_upsampled");
        int count = maps.shape().dim(1);
        for (int i = 0; i < Golden.IMAGES * count; i++) {
            Tensor map = maps.row(i / count).row(i % count);
            float[] enlarged = Bicubic.resize(map.toArray(), 8, 8, Golden.SIDE, Golden.SIDE);
            assertClose(
                    Tensor.of(Shape.of(Golden.SIDE, Golden.SIDE), enlarged),
                    expected.row(i / count).row(i % count),
                    0);
        }
    }

    @Test
    void boxesOfTheReferenceMapsMatch() {
        Tensor maps = floats("similarity_upsampled");
        int[] expected = Golden.integers("activation_box");
        int count = maps.shape().dim(1);
        for (int i = 0; i < Golden.IMAGES * count; i++) {
            float[] map = maps.row(i / count).row(i % count).toArray();
            Box box = ActivationBox.of(map, Golden.SIDE, Golden.SIDE, 95, BoxRule.ALL)
                    .box();
            Tensor small = floats("similarities").row(i / count).row(i % count);
            assertThat(BoxRule.ALL.around(small, Golden.SIDE, Golden.SIDE, 95)).isEqualTo(box);
            assertThat(box)
                    .isEqualTo(new Box(expected[4 * i], expected[4 * i + 1], expected[4 * i + 2], expected[4 * i + 3]));
        }
    }

    @Test
    void logitsAndBoxesOfTheExplanationMatch() {
        Tensor logits = floats("logits");
        int[] boxes = Golden.integers("activation_box");
        for (int i = 0; i < Golden.IMAGES; i++) {
            PrototypeMatches matches = explainer("distances", PrototypeMetadata.Holds.DISTANCES)
                    .matches(10)
                    .target(Target.top(5))
                    .explain(GoldenModel.image(i));
            for (int t = 0; t < 5; t++) {
                assertThat(matches.logit(t))
                        .isCloseTo(
                                (double) logits.get(i, matches.targets().get(t).index()), within(1e-5));
            }
            for (PrototypeMatch match : matches.matches().get(0)) {
                int at = (i * 10 + match.prototype()) * 4;
                assertThat(match.box()).isEqualTo(new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]));
            }
        }
    }

    private static PrototypeMaps compare(int image, PrototypeMetadata.Holds holds, String maps) {
        return PrototypeNetwork.of(GoldenModel.of(maps), Golden.metadata(holds))
                .compare(GoldenModel.image(image).batch());
    }

    static Prototypes explainer(String maps, PrototypeMetadata.Holds holds) {
        return new Prototypes(PrototypeNetwork.of(GoldenModel.of(maps), Golden.metadata(holds)));
    }
}
