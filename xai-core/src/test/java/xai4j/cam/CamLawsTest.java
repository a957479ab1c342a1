package xai4j.cam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.SmallNet;
import xai4j.tensor.Shape;

/** Laws of the CAM family on a network with global average pooling whose derivatives are written by hand. */
class CamLawsTest {
    private static final int AREA = 24;

    private final SmallNet net = SmallNet.planar(5);
    private final PreparedImage image = SmallNet.image(net.spec().input(), 6);

    @Test
    void camIsTheWeightedSumOfTheLastMaps() {
        SaliencyMap map = Explainers.cam(net).target(Target.index(2)).explain(image);
        Layer relu = net.lastSpatialLayer().orElseThrow();
        float[] a =
                net.activations(image.batch(), Set.of(relu)).values().get(relu).toArray();
        for (int i = 0; i < AREA; i++) {
            double expected = 0;
            for (int k = 0; k < a.length / AREA; k++) {
                expected += net.weight(2, k) * a[k * AREA + i];
            }
            assertThat((double) map.values().at(i)).isCloseTo(expected, within(1e-5));
        }
        assertThat(map.values().shape()).isEqualTo(Shape.of(1, 6, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grad-cam", "xgrad-cam", "hires-cam"})
    void onPooledNetworksTheGradientMethodsAreCamByAScale(String method) {
        float[] cam = Explainers.cam(net)
                .target(Target.index(1))
                .explain(image)
                .values()
                .toArray();
        float[] map = (camOf(method, net).target(Target.index(1)).explain(image))
                .values()
                .toArray();
        for (int i = 0; i < cam.length; i++) {
            assertThat(map[i]).isCloseTo(cam[i] / AREA, within(1e-6f));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FeatureLayout.class,
            names = {"CHANNELS_LAST", "TOKENS"})
    void theLayersOwnLayoutDoesNotMatter(FeatureLayout layout) {
        SmallNet other = new SmallNet(ImageInput.nchw(3, 6, 4), layout, 5);
        for (String method :
                new String[] {"cam", "grad-cam++", "layer-cam", "eigen-cam", "score-cam", "ablation-cam"}) {
            float[] expected = values(method, net);
            assertThat(values(method, other)).as(method).containsExactly(expected, within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cam",
                "grad-cam",
                "grad-cam++",
                "xgrad-cam",
                "hires-cam",
                "layer-cam",
                "eigen-cam",
                "eigen-grad-cam",
                "score-cam",
                "ablation-cam"
            })
    void severalClassesInOneRunChangeNoBit(String method) {
        SaliencyMap together =
                camOf(method, net).target(Target.indices(0, 2, 3)).explain(image);
        SaliencyMap alone = camOf(method, net).target(Target.index(2)).explain(image);
        assertThat(together.values().row(1).toArray())
                .containsExactly(alone.values().toArray());
    }

    @Test
    void ablationIsTheLossOfScoreThatAChannelCauses() {
        float[] map = values("ablation-cam", net);
        Layer relu = net.lastSpatialLayer().orElseThrow();
        float[] a =
                net.activations(image.batch(), Set.of(relu)).values().get(relu).toArray();
        double score = net.predict(image.batch()).at(2);
        for (int i = 0; i < AREA; i++) {
            double expected = 0;
            for (int k = 0; k < a.length / AREA; k++) {
                double mean = 0;
                for (int j = 0; j < AREA; j++) {
                    mean += a[k * AREA + j] / AREA;
                }
                expected += net.weight(2, k) * mean / score * a[k * AREA + i];
            }
            assertThat((double) map[i]).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void mapsWithoutEvidenceSaySo() {
        SmallNet against = SmallNet.planar(5).withWeights(2, -1);
        SaliencyMap map = Explainers.gradCam(against).target(Target.index(2)).explain(image);
        assertThat(map.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("no positive evidence"));
    }

    @Test
    void whatCannotBeAnsweredIsSaidInOneLine() {
        assertThatThrownBy(() -> Explainers.gradCam(net).layer("pool").explain(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pool")
                .hasMessageContaining("the last one that has is relu");
        assertThatThrownBy(() -> Explainers.gradCam(net).layer("rely").explain(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rely")
                .hasMessageContaining("relu");
        assertThatThrownBy(
                        () -> Explainers.cam(SmallNet.planar(5).withoutHead()).explain(image))
                .hasMessageContaining("grad-cam");
        assertThatThrownBy(() -> Explainers.gradCam(SmallNet.planar(5).withNaNGradients())
                        .explain(image))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not finite");
    }

    private float[] values(String method, SmallNet model) {
        return (camOf(method, model).target(Target.index(2)).explain(image))
                .values()
                .toArray();
    }

    private static Cam<?, ?> camOf(String method, SmallNet model) {
        return (Cam<?, ?>) Explainers.named(method, model);
    }
}
