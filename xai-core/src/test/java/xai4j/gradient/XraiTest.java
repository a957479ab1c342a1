package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.explain.SaliencyMap;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.ScoreKind;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Three squares on grey, and a score that is a weighted sum of pixels: what each square is worth per pixel is known. */
class XraiTest {
    private static final int SIDE = 32;
    private static final int[] CORNERS = {4, 20};

    /** Which square a pixel lies in: 0 red, 1 green, 2 blue, or -1. */
    private static int square(int x, int y) {
        boolean left = x >= CORNERS[0] && x < CORNERS[0] + 8;
        boolean right = x >= CORNERS[1] && x < CORNERS[1] + 8;
        boolean top = y >= CORNERS[0] && y < CORNERS[0] + 8;
        boolean bottom = y >= CORNERS[1] && y < CORNERS[1] + 8;
        return left && top ? 0 : right && top ? 1 : left && bottom ? 2 : -1;
    }

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(204, 204, 204));
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.setColor(Color.RED);
        pen.fillRect(CORNERS[0], CORNERS[0], 8, 8);
        pen.setColor(Color.GREEN);
        pen.fillRect(CORNERS[1], CORNERS[0], 8, 8);
        pen.setColor(Color.BLUE);
        pen.fillRect(CORNERS[0], CORNERS[1], 8, 8);
        pen.dispose();
        return picture;
    }

    /** Weights per square of that square's own colour channel; the mean of the baselines' attributions is weight × (x − ½). */
    private static final double[] WORTH = {3, 1, -2};

    private static final class Squares implements InputModel {
        private final ModelSpec spec = new ModelSpec(
                "squares",
                ImageInput.nchw(3, SIDE, SIDE),
                Preprocessing.unit(),
                List.of("squares"),
                ScoreKind.OTHER,
                "");

        private static float[] weights() {
            float[] weights = new float[3 * SIDE * SIDE];
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int square = square(x, y);
                    if (square >= 0) {
                        weights[(square * SIDE + y) * SIDE + x] = (float) WORTH[square];
                    }
                }
            }
            return weights;
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public Tensor predict(Tensor batch) {
            float[] weights = weights();
            Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 1));
            for (int row = 0; row < batch.shape().dim(0); row++) {
                double sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    sum += (double) weights[j] * batch.row(row).at(j);
                }
                scores.set(row, (float) sum);
            }
            return scores;
        }

        @Override
        public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
            Tensor slopes = Tensor.zeros(batch.shape());
            for (int row = 0; row < batch.shape().dim(0); row++) {
                slopes.row(row).buffer().put(weights());
            }
            return new Gradients(predict(batch), Map.of(Layer.INPUT, batch), Map.of(Layer.INPUT, slopes));
        }
    }

    private final Squares model = new Squares();
    private final PreparedImage image = model.spec().prepare(picture());

    @Test
    void everyPixelHasItsRegionsWorth() {
        SaliencyMap map = Explainers.xrai(model).set("dilation", "0").explain(image);

        assertThat(map.values().shape()).isEqualTo(Shape.of(1, SIDE, SIDE));
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int square = square(x, y);
                double worth = square < 0 ? 0 : WORTH[square] / 2;
                assertThat((double) map.values().at(y * SIDE + x))
                        .as(x + ", " + y)
                        .isCloseTo(worth, within(1e-4));
            }
        }
    }

    /** Widened regions overlap; what was worth most still stands first, and the whole is what it was. */
    @Test
    void theBestRegionComesFirstAndNothingIsLost() {
        SaliencyMap map = Explainers.xrai(model).explain(image);
        double red = map.values().at(8 * SIDE + 8);
        double green = map.values().at(8 * SIDE + 24);
        double blue = map.values().at(24 * SIDE + 8);
        double grey = map.values().at(30 * SIDE + 30);

        assertThat(red).isGreaterThan(green);
        assertThat(green).isGreaterThan(grey);
        assertThat(grey).isGreaterThan(blue);
        double sum = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            sum += map.values().at(i);
        }
        assertThat(sum).isCloseTo(64 * (3 + 1 - 2) / 2.0, within(1e-2));
    }

    @Test
    void twoRunsAreTheSameBits() {
        Xrai explainer = Explainers.xrai(model).steps(10);

        assertThat(explainer.explain(image).values().toArray())
                .containsExactly(explainer.explain(image).values().toArray());
    }

    /** Two regions that overlap: the better one takes the common pixels, the other one is worth what it still adds. */
    @Test
    void aRegionIsWorthWhatItAdds() {
        Segmentation halves = Segmentation.of(4, 1, new int[] {0, 0, 1, 1});
        Segmentation middle = Segmentation.of(4, 1, new int[] {0, 1, 1, 2});
        double[] attribution = {0, 6, 2, 1};

        float[] values = RegionRanking.of(List.of(halves, middle), 0, 1).rank(attribution, () -> {});

        assertThat(values).containsExactly(0, 4, 4, 1); // the middle first, then what is left of each half
    }

    @Test
    void scalesThatAreNoneAreRefusedInWords() {
        assertThatThrownBy(() -> Explainers.xrai(model).set("scales", "50,-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option scales: \"50,-1\" are no scales: positive numbers are expected");
    }
}
