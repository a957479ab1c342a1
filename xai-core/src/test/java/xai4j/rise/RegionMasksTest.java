package xai4j.rise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.ToyModel;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmenter;

/** RISE over regions: the paper's sum, its expectation, and intervals that hold whichever way masks are drawn. */
class RegionMasksTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);

    /** A value for each player, and one for each three neighbours that are all there. */
    private static Game game(int players) {
        double[] own = new SplittableRandom(players).doubles(players, -1, 2).toArray();
        return Game.of(players, 1, masks -> {
            double[] values = new double[masks.rows()];
            for (int row = 0; row < values.length; row++) {
                for (int i = 0; i < players; i++) {
                    boolean three = masks.present(row, i)
                            && masks.present(row, (i + 1) % players)
                            && masks.present(row, (i + 5) % players);
                    values[row] += (masks.present(row, i) ? own[i] : 0) + (three ? 1.5 : 0);
                }
            }
            return values;
        });
    }

    private static double[] exact(Game game, double probability, boolean centred) {
        MaskBatch all = MaskBatch.all(game.players());
        double[] scores = game.evaluate(all);
        double[] chance = new double[all.rows()];
        double mean = 0;
        for (int row = 0; row < all.rows(); row++) {
            int size = all.size(row);
            chance[row] = Math.pow(probability, size) * Math.pow(1 - probability, game.players() - size);
            mean += chance[row] * scores[row];
        }
        double[] values = new double[game.players()];
        for (int row = 0; row < all.rows(); row++) {
            for (int player : all.members(row)) {
                values[player] += chance[row] * (scores[row] - (centred ? mean : 0)) / probability;
            }
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"0.5, true", "0.5, false", "0.3, true"})
    void allCoalitionsGiveTheExpectation(double probability, boolean centred) {
        Game game = game(8);
        Estimate estimate =
                new RegionMasks(256, probability, centred, MaskSampling.COIN_FLIPS, 1).estimate(game, 1000, 1);
        assertThat(estimate.values()[0]).containsExactly(exact(game, probability, centred), within(1e-9));
        assertThat(estimate.standardErrors().orElseThrow()[0]).containsOnly(0.0);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 200, 0.5, true, COIN_FLIPS",
        "12, 200, 0.3, true, COIN_FLIPS",
        "12, 200, 0.5, false, COIN_FLIPS",
        "14, 60, 0.5, true, COIN_FLIPS",
        "12, 200, 0.5, true, LEVERAGE_PAIRS",
        "14, 500, 0.5, true, LEVERAGE_PAIRS"
    })
    void intervalsCoverTheExpectation(
            int players, int samples, double probability, boolean centred, MaskSampling sampling) {
        Game game = game(players);
        double[] expected = exact(game, probability, centred);
        int seeds = 200;
        int covered = 0;
        for (int seed = 0; seed < seeds; seed++) {
            Estimate estimate =
                    new RegionMasks(samples, probability, centred, sampling, seed).estimate(game, samples, 1);
            for (int i = 0; i < players; i++) {
                double error = Math.abs(estimate.values()[0][i] - expected[i]);
                covered += error <= 1.96 * estimate.standardErrors().orElseThrow()[0][i] ? 1 : 0;
            }
        }
        assertThat(covered / (double) (seeds * players)).isBetween(0.93, 0.97);
    }

    @Test
    void everyPixelHasItsRegionsValue() {
        SaliencyMap map = Explainers.rise(new ToyModel(INPUT))
                .regions(Segmenter.grid(3, 2))
                .samples(64)
                .explain(IMAGE);
        assertThat(map.values().shape().dims()).containsExactly(1, 16, 24);
        assertThat(map.values().get(0, 0, 0)).isEqualTo(map.values().get(0, 7, 7));
        assertThat(map.values().get(0, 0, 0)).isNotEqualTo(map.values().get(0, 0, 8));
        assertThat(map.provenance().options()).containsEntry("regions", "grid:3x2");
    }

    @Test
    void togetherWithLimeTheMasksAreLimes() {
        ToyModel model = new ToyModel(INPUT);
        Segmenter regions = Segmenter.grid(6, 4);
        var rise = Explainers.rise(model).regions(regions).samples(100).fill(Baseline.mean());
        List<Explanation> both = Explainers.together(
                        Explainers.lime(model).segmenter(regions).samples(101), rise)
                .explain(IMAGE);
        assertThat(model.images.get()).isLessThanOrEqualTo(100 + 3);
        assertThat(((SaliencyMap) both.get(1)).values())
                .isEqualTo(rise.explain(IMAGE).values());
    }

    @Test
    void moreSamplesThanCanBeDrawnAtOnceAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.rise(new ToyModel(INPUT))
                        .regions(Segmenter.grid(6, 4))
                        .samples(Integer.MAX_VALUE)
                        .explain(IMAGE))
                .withMessageContaining("at most 1048576 samples");
    }
}
