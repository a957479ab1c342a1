package xai4j.lime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
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
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.segment.Segmentation;

class LimeTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final Segmentation REGIONS = ToyModel.grid(24, 16, 6, 4);

    private static Lime lime() {
        return Explainers.lime(new ToyModel(INPUT)).segmentation(REGIONS);
    }

    @Test
    void aLinearModelIsFoundWithoutPenalty() {
        ToyModel model = new ToyModel(INPUT);
        SegmentAttribution why = Explainers.lime(model)
                .segmentation(REGIONS)
                .score(Score.LOGIT)
                .fill(Baseline.zero())
                .ridge(0)
                .samples(200)
                .target(Target.indices(2, 0))
                .explain(IMAGE);
        double[] expected = new double[24];
        for (int i = 0; i < IMAGE.tensor().size(); i++) {
            int pixel = i % (16 * 24);
            expected[REGIONS.at(pixel % 24, pixel / 24)] +=
                    model.weight(0, i) * IMAGE.tensor().at(i);
        }
        for (int region = 0; region < 24; region++) {
            assertThat((double) why.values().get(1, region)).isCloseTo(expected[region], within(1e-4));
        }
        assertThat(why.diagnostics().measures().get("r2[1]")).isCloseTo(1, within(1e-6));
        assertThat(why.provenance().evaluations()).isEqualTo(200);
        assertThat(model.images).hasValue(200);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        assertThat(lime().samples(100).seed(4).explain(IMAGE).values())
                .isEqualTo(
                        lime().samples(100).seed(4).batchSize(3).explain(IMAGE).values())
                .isNotEqualTo(lime().samples(100).seed(5).explain(IMAGE).values());
    }

    @Test
    void fewRegionsAreEnumeratedWhateverTheSeed() {
        Lime few = lime().segmentation(ToyModel.grid(24, 16, 3, 2));
        SegmentAttribution why = few.seed(1).explain(IMAGE);
        assertThat(why.values()).isEqualTo(few.seed(2).explain(IMAGE).values());
        assertThat(why.provenance().evaluations()).isEqualTo(64);
    }

    @Test
    void aBudgetGivesTheBestAnswerSoFarAndSaysSo() {
        AtomicLong last = new AtomicLong();
        SegmentAttribution why = lime().maxEvaluations(120)
                .onProgress((done, total) -> last.set(1000 * total + done))
                .explain(IMAGE);
        assertThat(why.provenance().evaluations()).isEqualTo(120);
        assertThat(last).hasValue(120_120);
        assertThat(why.diagnostics().measures()).containsEntry("samples", 120.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lime().maxEvaluations(1).explain(IMAGE))
                .withMessageContaining("budget is too small");
    }

    @Test
    void moreRegionsThanSamplesIsSaid() {
        assertThat(lime().samples(20).explain(IMAGE).diagnostics().verdicts())
                .anyMatch(verdict -> verdict.startsWith("fewer samples (20) than regions (24)"));
    }

    @Test
    void aScoreThatNeverChangesIsSaid() {
        Game constant = Game.of(8, 1, masks -> {
            double[] coalitionValues = new double[masks.rows()];
            java.util.Arrays.fill(coalitionValues, 0.3);
            return coalitionValues;
        });
        Estimate estimate = new LimeEstimator(settings(50), 0).estimate(constant, new double[] {0.3}, 1000);
        assertThat(estimate.values()[0]).containsOnly(new double[8], within(1e-12));
        assertThat(estimate.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("the same for every mask"));
    }

    /** Few masks: the truth is the mean over all seeds, since the penalty shrinks small samples more than large ones. */
    @ParameterizedTest
    @CsvSource({
        "60, 1000, COIN_FLIPS",
        "60, 200, COIN_FLIPS",
        "20, 200, COIN_FLIPS",
        "20, 60, COIN_FLIPS",
        "12, 300, COIN_FLIPS",
        "60, 1000, LEVERAGE_PAIRS",
        "20, 200, LEVERAGE_PAIRS",
        "12, 300, LEVERAGE_PAIRS"
    })
    void intervalsCoverWhatAnotherSeedWouldBring(int players, int samples, MaskSampling sampling) {
        Game game = bent(players);
        double[] full = game.evaluate(MaskBatch.full(players, 1));
        int seeds = 100;
        double[][] weights = new double[seeds][];
        double[][] errors = new double[seeds][];
        double[] mean = new double[players];
        for (int seed = 0; seed < seeds; seed++) {
            Estimate estimate = new LimeEstimator(settings(samples, sampling), seed).estimate(game, full, samples);
            weights[seed] = estimate.values()[0];
            errors[seed] = estimate.standardErrors().orElseThrow()[0];
            for (int i = 0; i < players; i++) {
                mean[i] += weights[seed][i] / seeds;
            }
        }
        int covered = 0;
        for (int seed = 0; seed < seeds; seed++) {
            for (int i = 0; i < players; i++) {
                covered += Math.abs(weights[seed][i] - mean[i]) <= 1.96 * errors[seed][i] ? 1 : 0;
            }
        }
        assertThat(covered / (double) (seeds * players)).isBetween(0.93, 0.97);
    }

    /** Every player adds something; groups of three add something when complete. */
    private static Game bent(int players) {
        SplittableRandom random = new SplittableRandom(players);
        double[] own = random.doubles(players, -1, 2).toArray();
        int[] members = random.ints(3L * players, 0, players).toArray();
        return Game.of(players, 1, masks -> {
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                for (int i = 0; i < players; i++) {
                    boolean complete = masks.present(row, members[3 * i])
                            && masks.present(row, members[3 * i + 1])
                            && masks.present(row, members[3 * i + 2]);
                    coalitionValues[row] +=
                            (masks.present(row, i) ? own[i] : 0) + (complete ? (i % 2 == 0 ? 1.5 : -1.5) : 0);
                }
            }
            return coalitionValues;
        });
    }

    @Test
    void standardErrorsCoverTheLimitOfManySamples() {
        int players = 12;
        SplittableRandom random = new SplittableRandom(6);
        double[] table = random.doubles(1 << players, 0, 1).toArray();
        for (int s = 0; s < table.length; s++) {
            table[s] += 2 * Integer.bitCount(s & 0b111) - ((s & 0b11000) == 0b11000 ? 1 : 0);
        }
        Game game = Game.table(players, table);
        double[] full = {table[table.length - 1]};
        double[] limit = new LimeEstimator(settings(400_000), 99)
                .fit(
                        LimeMasks.draw(players, 400_000, 99),
                        game.evaluate(LimeMasks.draw(players, 400_000, 99)),
                        1,
                        false)
                .values()[0];
        int covered = 0;
        for (int seed = 0; seed < 200; seed++) {
            Estimate estimate = new LimeEstimator(settings(500), seed).estimate(game, full, 1000);
            for (int player = 0; player < players; player++) {
                double error = estimate.values()[0][player] - limit[player];
                double se = estimate.standardErrors().orElseThrow()[0][player];
                covered += Math.abs(error) <= 1.96 * se ? 1 : 0;
            }
        }
        assertThat(covered / (200.0 * players)).isBetween(0.93, 0.97);
    }

    @Test
    void samplingStopsOnceTheTopIsCertain() {
        Lime lime = lime().samples(20_000).ridge(0).score(Score.LOGIT);
        SegmentAttribution why = lime.stableTop(3).explain(IMAGE);
        assertThat(why.provenance().evaluations()).isLessThan(2000);
        SegmentAttribution all = lime.samples(3000).explain(IMAGE);
        assertThat(why.top(3).stream().map(SegmentAttribution.RegionScore::region))
                .containsExactlyInAnyOrderElementsOf(all.top(3).stream()
                        .map(SegmentAttribution.RegionScore::region)
                        .toList());
    }

    @Test
    void samplingStopsWhenItIsAccurateEnough() {
        SegmentAttribution why = lime().samples(50_000).ridge(0).accuracy(0.1).explain(IMAGE);
        assertThat(why.provenance().evaluations()).isBetween(100L, 40_000L);
        assertThat(why.diagnostics().measures().get("relative-error")).isLessThanOrEqualTo(0.1);
    }

    @Test
    void everySelectionKeepsTheWantedNumberOfRegions() {
        for (Selection selection :
                new Selection[] {Selection.HIGHEST_WEIGHTS, Selection.FORWARD_SELECTION, Selection.LASSO_PATH}) {
            float[] values = lime().samples(300)
                    .selection(selection)
                    .features(7)
                    .explain(IMAGE)
                    .values()
                    .toArray();
            int used = 0;
            for (float value : values) {
                used += value != 0 ? 1 : 0;
            }
            assertThat(used).as(selection.name()).isEqualTo(7);
        }
    }

    private static LimeSettings settings(int samples) {
        return settings(samples, MaskSampling.COIN_FLIPS);
    }

    private static LimeSettings settings(int samples, MaskSampling sampling) {
        return new LimeSettings(samples, sampling, Distance.COSINE, 0.25, 0, Selection.AUTO, 0, 0, 0);
    }
}
