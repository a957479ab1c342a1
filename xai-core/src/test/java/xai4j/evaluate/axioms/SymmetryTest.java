package xai4j.evaluate.axioms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.ToyModel;
import xai4j.evaluate.GivenAttribution;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** On games whose symmetric players are known. */
class SymmetryTest {
    private static final int SIDE = 12;
    private static final int REGIONS = 6;
    private static final ImageInput INPUT = ImageInput.nchw(1, SIDE, SIDE);
    private static final Segmentation COLUMNS = ToyModel.grid(SIDE, SIDE, REGIONS, 1);
    private static final Metric SYMMETRY =
            Metrics.named("symmetry").set("fill", "zero").set("coalitions", "100");

    private interface Game {
        /** The score of the mean brightness of each column. */
        double of(double... seen);
    }

    private static Model model(Game game) {
        ModelSpec spec = ModelSpec.of("game", INPUT).withScores(ScoreKind.LOGITS);
        return Models.of(spec, batch -> {
            Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 2));
            for (int row = 0; row < batch.shape().dim(0); row++) {
                double[] seen = new double[REGIONS];
                Tensor image = batch.row(row);
                for (int i = 0; i < image.size(); i++) {
                    seen[COLUMNS.at(i % SIDE, i / SIDE)] += image.at(i) * REGIONS / (SIDE * SIDE);
                }
                scores.set(row * 2, (float) game.of(seen));
            }
            return scores;
        });
    }

    private static PreparedImage white() {
        Tensor image = Tensor.zeros(INPUT.imageShape());
        for (int i = 0; i < image.size(); i++) {
            image.set(i, 1);
        }
        return PreparedImage.ofTensor(image, INPUT, Preprocessing.unit());
    }

    private static double symmetry(Model model, double... values) {
        Tensor map = Tensor.zeros(Shape.of(REGIONS));
        for (int i = 0; i < REGIONS; i++) {
            map.set(i, (float) values[i]);
        }
        return SYMMETRY.measure(
                new Judged(GivenAttribution.regions(map, COLUMNS, white(), model, 0), 0, white(), model));
    }

    /** Columns 0 and 1 work together and are alike, 2 works alone, 3 to 5 do nothing. */
    private static final Game TOGETHER = seen -> 2 * seen[0] * seen[1] + 3 * seen[2];

    @Test
    void shapleyValuesAreSymmetric() {
        Model model = model(TOGETHER);
        SegmentAttribution why = Explainers.exactShapley(model)
                .segmentation(COLUMNS)
                .fill(xai4j.baseline.Baseline.zero())
                .target(Target.index(0))
                .explain(white());
        assertThat(why.values().toArray()).containsExactly(new float[] {1, 1, 3, 0, 0, 0}, within(1e-4f));
        assertThat(SYMMETRY.measure(new Judged(why, 0, white(), model))).isCloseTo(0, within(1e-5));
    }

    @Test
    void whoeverGivesAllToOneOfTwoAlikeIsFoundOut() {
        assertThat(symmetry(model(TOGETHER), 2, 0, 3, 0, 0, 0)).isCloseTo(2 / 5.0, within(1e-5));
        assertThat(symmetry(model(TOGETHER), 1, 1, 3, 0.5, 0, 0)).isCloseTo(0.5 / 5, within(1e-5));
        // what differs between players that are not alike does not count
        assertThat(symmetry(model(TOGETHER), 1, 1, -7, 0, 0, 0)).isCloseTo(0, within(1e-5));
    }

    @Test
    void columnsThatDifferInOneCoalitionOnlyAreNotSymmetric() {
        Game unlike = seen -> Arrays.stream(new double[] {1, 2, 4, 8, 16, 32})
                .map(weight -> weight * seen[(int) (Math.log(weight) / Math.log(2) + 0.5)])
                .sum();
        assertThatExceptionOfType(UndefinedMetricException.class)
                .isThrownBy(() -> symmetry(model(unlike), 1, 2, 4, 8, 16, 32))
                .withMessageContaining("no two of the 6 regions are symmetric");
        assertThatExceptionOfType(UndefinedMetricException.class)
                .isThrownBy(() -> symmetry(model(seen -> 1), 1, 2, 4, 8, 16, 32))
                .withMessageContaining("the same with all regions and with none");
    }

    @Test
    void mapsAreHeldToItBySegments() {
        Model model = model(TOGETHER);
        Tensor map = Tensor.zeros(Shape.of(SIDE, SIDE));
        for (int i = 0; i < map.size(); i++) {
            map.set(
                    i,
                    COLUMNS.at(i % SIDE, i / SIDE) == 0 ? 2f / 24 : COLUMNS.at(i % SIDE, i / SIDE) == 2 ? 3f / 24 : 0);
        }
        Judged judged = new Judged(GivenAttribution.map(map, white(), model, 0), 0, white(), model);
        assertThat(SYMMETRY.set("segmenter", "grid:6x1").measure(judged)).isCloseTo(2 / 5.0, within(1e-5));
    }
}
