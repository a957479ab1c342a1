package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.Explainers;
import xai4j.explain.SaliencyMap;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.image.filter.SeparableFilter;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Of {@code Σ x^p} every pixel's attribution is known: its power minus that of the blurred pixel. */
class BlurIgTest {
    private static final int WIDTH = 12;
    private static final int HEIGHT = 9;
    private static final int CHANNELS = 2;

    /** {@code Σ x^power}. */
    private record Powers(ModelSpec spec, int power) implements InputModel {
        static Powers of(ImageLayout layout, int power) {
            ImageInput input = layout == ImageLayout.NCHW
                    ? ImageInput.nchw(CHANNELS, HEIGHT, WIDTH)
                    : ImageInput.nhwc(CHANNELS, HEIGHT, WIDTH);
            return new Powers(
                    new ModelSpec("powers", input, Preprocessing.raw(), List.of("sum"), ScoreKind.OTHER, ""), power);
        }

        PreparedImage image() {
            Tensor values = Tensor.zeros(spec.input().imageShape());
            for (int i = 0; i < values.size(); i++) {
                values.set(i, (float) Math.sin(1.7 * i));
            }
            return PreparedImage.ofTensor(values, spec.input(), Preprocessing.raw());
        }

        @Override
        public Tensor predict(Tensor batch) {
            Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 1));
            for (int row = 0; row < batch.shape().dim(0); row++) {
                double sum = 0;
                for (float value : batch.row(row).toArray()) {
                    sum += Math.pow(value, power);
                }
                scores.set(row, (float) sum);
            }
            return scores;
        }

        @Override
        public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
            Tensor slopes = Tensor.zeros(batch.shape());
            for (int i = 0; i < slopes.size(); i++) {
                slopes.set(i, (float) (power * Math.pow(batch.at(i), power - 1)));
            }
            return new Gradients(predict(batch), Map.of(Layer.INPUT, batch), Map.of(Layer.INPUT, slopes));
        }
    }

    @ParameterizedTest
    @EnumSource(ImageLayout.class)
    void aQuadraticFunctionIsSharedOutExactly(ImageLayout layout) {
        Powers model = Powers.of(layout, 2);
        PreparedImage image = model.image();
        SaliencyMap map = Explainers.blurIg(model).steps(11).maxSigma(4).explain(image);
        boolean planar = layout == ImageLayout.NCHW;
        for (int channel = 0; channel < CHANNELS; channel++) {
            double[] plane = new double[WIDTH * HEIGHT];
            for (int p = 0; p < plane.length; p++) {
                plane[p] = image.tensor().at(planar ? channel * plane.length + p : p * CHANNELS + channel);
            }
            double[] blurred = plane;
            for (int k = 1; k <= 11; k++) {
                blurred = SeparableFilter.gaussian(4.0 / 11 * Math.sqrt(2 * k - 1))
                        .apply(blurred, WIDTH, HEIGHT);
            }
            for (int p = 0; p < plane.length; p++) {
                assertThat((double) map.values().at(channel * plane.length + p))
                        .isCloseTo(plane[p] * plane[p] - blurred[p] * blurred[p], within(1e-5));
            }
        }
        assertThat(map.diagnostics().measures().get("completeness-gap")).isCloseTo(0, within(1e-4));
    }

    @Test
    void moreStepsMissLess() {
        Powers model = Powers.of(ImageLayout.NCHW, 4);
        double few = gap(Explainers.blurIg(model).steps(4).explain(model.image()));
        double many = gap(Explainers.blurIg(model).steps(64).explain(model.image()));
        assertThat(few).isGreaterThan(0.1);
        assertThat(many).isLessThan(few / 20);
    }

    @Test
    void theWayEndsWhereTheImageIsBlurredOnce() {
        Powers model = Powers.of(ImageLayout.NCHW, 1);
        PreparedImage image = model.image();
        SaliencyMap map = Explainers.blurIg(model).steps(20).maxSigma(6).explain(image);
        double[] plane = new double[WIDTH * HEIGHT];
        for (int p = 0; p < plane.length; p++) {
            plane[p] = image.tensor().at(p);
        }
        double[] once = SeparableFilter.gaussian(6).apply(plane, WIDTH, HEIGHT);
        for (int p = 0; p < plane.length; p++) {
            // Gaussians of pixels, cut off at three deviations, add up nearly as those of the plane do
            assertThat((double) map.values().at(p)).isCloseTo(plane[p] - once[p], within(0.01));
        }
    }

    private static double gap(SaliencyMap map) {
        return Math.abs(map.diagnostics().measures().get("completeness-gap"));
    }
}
