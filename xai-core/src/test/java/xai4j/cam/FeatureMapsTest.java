package xai4j.cam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.image.ImageInput;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Planes of one value each are planes like any other, and what is not finite is found wherever it lies. */
class FeatureMapsTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 13, 7);
    private static final Layer LAYER = new Layer("maps", "Conv", Shape.of(-1, 5, 13, 7), FeatureLayout.CHANNELS_FIRST);
    private static final int AREA = 91;

    private final Tensor whole = Tensor.zeros(Shape.of(5, 13, 7));
    private final Tensor each = Tensor.zeros(Shape.of(5, 1, 1));

    FeatureMapsTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int k = 1; k < 5; k++) {
            each.set(k, (float) random.nextDouble(-1, 1));
            for (int i = 0; i < AREA; i++) {
                whole.set(k * AREA + i, each.at(k));
            }
        }
    }

    @Test
    void oneValuePerChannelIsThePlaneThatIsFullOfIt() {
        FeatureMaps planes = FeatureMaps.of(LAYER, whole, INPUT);
        FeatureMaps uniform = FeatureMaps.gradient(LAYER, each, planes, INPUT);
        for (int k = 0; k < 5; k++) {
            assertThat(uniform.sum(k)).isEqualTo(planes.sum(k));
            assertThat(uniform.mean(k)).isEqualTo(each.at(k));
            assertThat(uniform.at(k, 90)).isEqualTo(planes.at(k, 90));
        }
        assertThat(uniform.total()).isEqualTo(planes.total());
        assertThat(uniform.isFinite()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsFound(float value) {
        assertThat(FeatureMaps.of(LAYER, whole, INPUT).isFinite()).isTrue();
        whole.set(2 * AREA + 90, value);
        FeatureMaps planes = FeatureMaps.of(LAYER, whole, INPUT);
        assertThat(planes.isFinite()).isFalse();
        each.set(4, value);
        assertThat(FeatureMaps.gradient(LAYER, each, planes, INPUT).isFinite()).isFalse();
    }

    @Test
    void theLargestNumbersAreFinite() {
        for (int i = 0; i < AREA; i++) {
            whole.set(i, Float.MAX_VALUE);
        }
        assertThat(FeatureMaps.of(LAYER, whole, INPUT).isFinite()).isTrue();
    }
}
