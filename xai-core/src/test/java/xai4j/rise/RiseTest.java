package xai4j.rise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.ToyModel;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.coalition.soft.GridMasks;
import xai4j.coalition.soft.SoftMaskMaps;
import xai4j.coalition.soft.SoftMaskRun;
import xai4j.coalition.soft.SoftMasks;
import xai4j.explain.Progress;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.model.BatchHint;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class RiseTest {
    private static final int HEIGHT = 13;
    private static final int WIDTH = 22;
    private static final ImageInput INPUT = ImageInput.nchw(3, HEIGHT, WIDTH);

    private static Tensor masks(int count) {
        SplittableRandom random = new SplittableRandom(8);
        Tensor masks = Tensor.zeros(Shape.of(count, HEIGHT, WIDTH));
        for (int i = 0; i < masks.size(); i++) {
            masks.set(i, (float) random.nextDouble());
        }
        return masks;
    }

    @ParameterizedTest
    @CsvSource({"NCHW, false", "NHWC, false", "NCHW, true"})
    void givenMasksAreWeightedByTheScoresUnderThem(ImageLayout layout, boolean centred) {
        ImageInput input = new ImageInput(layout, 3, HEIGHT, WIDTH, Shape.DYNAMIC);
        ToyModel model = new ToyModel(input);
        PreparedImage image = ToyModel.image(input, 1);
        Tensor masks = masks(20);
        SaliencyMap map = Explainers.rise(model)
                .masks(masks)
                .centred(centred)
                .probability(0.4)
                .score(Score.LOGIT)
                .fill(Baseline.value(0.3f))
                .target(Target.indices(2, 1))
                .explain(image);
        double[] scores = new double[20];
        for (int n = 0; n < 20; n++) {
            for (int i = 0; i < image.tensor().size(); i++) {
                int pixel = layout == ImageLayout.NCHW ? i % (HEIGHT * WIDTH) : i / 3;
                double m = masks.at(n * HEIGHT * WIDTH + pixel);
                scores[n] += model.weight(1, i) * (m * image.tensor().at(i) + (1 - m) * 0.3f);
            }
        }
        double mean = centred ? java.util.Arrays.stream(scores).average().orElseThrow() : 0;
        for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel += 5) {
            double expected = 0;
            for (int n = 0; n < 20; n++) {
                expected += (scores[n] - mean) * masks.at(n * HEIGHT * WIDTH + pixel) / (20 * 0.4);
            }
            assertThat((double) map.values().at(HEIGHT * WIDTH + pixel)).isCloseTo(expected, within(1e-5));
        }
        assertThat(map.provenance().evaluations()).isEqualTo(21);
    }

    @Test
    void gridMasksAreBilinearEnlargements() {
        int width = 40;
        int height = 30;
        float[] mask = new float[width * height];
        double sum = 0;
        int onEdge = 0;
        SoftMasks.Sized masks = new GridMasks(5).sized(width, height, 0.3, 7);
        for (int n = 0; n < 2000; n++) {
            masks.write(n, mask);
            for (float value : mask) {
                assertThat(value).isBetween(-1e-6f, 1 + 1e-6f);
                sum += value;
            }
            for (int x = 1; x < width - 1; x++) {
                double bend = mask[x + 1] - 2 * mask[x] + mask[x - 1];
                onEdge += Math.abs(bend) > 1e-5 ? 1 : 0;
                assertThat(Math.abs(mask[x + 1] - mask[x])).isLessThanOrEqualTo(5f / 48 + 1e-5f);
            }
        }
        assertThat(sum / (2000.0 * mask.length)).isCloseTo(0.3, within(0.01));
        assertThat(onEdge / 2000.0).as("bends per row, at cell centres only").isLessThan(12);
    }

    @Test
    void gridMasksDifferInShift() {
        float[] a = new float[400];
        float[] b = new float[400];
        SoftMasks.Sized masks = new GridMasks(2).sized(20, 20, 0.5, 7);
        java.util.Set<Float> values = new java.util.HashSet<>();
        for (int n = 0; n < 50; n++) {
            masks.write(n, a);
            masks.write(n, b);
            assertThat(a).isEqualTo(b);
            values.add(a[190]);
        }
        assertThat(values).hasSizeGreaterThan(10);
    }

    @Test
    void theMapFollowsALinearModel() {
        ToyModel model = new ToyModel(ImageInput.nchw(1, 16, 16), 1, BatchHint.DEFAULT) {
            @Override
            protected double score(Tensor batch, int offset, int target) {
                double sum = 0;
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        sum += batch.at(offset + y * 16 + x);
                    }
                }
                return sum;
            }
        };
        SaliencyMap map = Explainers.rise(model)
                .cells(4)
                .score(Score.OUTPUT)
                .samples(1500)
                .explain(ToyModel.image(model.spec().input(), 2));
        assertThat(map.values().get(0, 4, 4))
                .isGreaterThan(5 * Math.abs(map.values().get(0, 13, 13)));
        assertThat(map.diagnostics().measures().get("agreement")).isGreaterThan(0.8);
        assertThat(map.diagnostics().verdicts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 300", "false, 300", "true, 40"})
    void standardErrorsCover(boolean centred, int samples) {
        ToyModel model = new ToyModel(ImageInput.nchw(1, 10, 12), 1, BatchHint.DEFAULT) {
            @Override
            protected double score(Tensor batch, int offset, int target) {
                double left = 0;
                double right = 0;
                for (int i = 0; i < 120; i++) {
                    left += i % 12 < 5 ? batch.at(offset + i) : 0;
                    right += i % 12 > 7 ? batch.at(offset + i) : 0;
                }
                return 0.3 + Math.tanh(left / 20) * (1 + right / 30);
            }
        };
        PreparedImage image = ToyModel.image(model.spec().input(), 2);
        Rise rise = Explainers.rise(model).cells(3).score(Score.OUTPUT).centred(centred);
        Tensor truth = rise.samples(60_000).seed(-1).explain(image).values();
        int covered = 0;
        for (int seed = 0; seed < 200; seed++) {
            SaliencyMap map = rise.samples(samples).seed(seed).explain(image);
            for (int p = 0; p < truth.size(); p++) {
                double error = Math.abs(map.values().at(p) - truth.at(p));
                covered += error <= 1.96 * map.standardErrors().orElseThrow().at(p) ? 1 : 0;
            }
        }
        assertThat(covered / (200.0 * truth.size())).isBetween(0.93, 0.97);
    }

    @Test
    void samplingStopsWhenTheMapIsAccurateEnough() {
        ToyModel model = new ToyModel(INPUT);
        PreparedImage image = ToyModel.image(INPUT, 1);
        Rise rise = Explainers.rise(model).samples(50_000).score(Score.LOGIT);
        SaliencyMap map = rise.accuracy(0.1).explain(image);
        assertThat(map.provenance().evaluations()).isBetween(500L, 40_000L);
        assertThat(map.diagnostics().measures().get("relative-error")).isLessThanOrEqualTo(0.1);
        assertThat(map.diagnostics().verdicts()).noneMatch(verdict -> verdict.contains("budget"));
    }

    @Test
    void isTheSameForAnyBatchAndNumberOfCallers() {
        PreparedImage image = ToyModel.image(INPUT, 1);
        Tensor reference =
                Explainers.rise(new ToyModel(INPUT)).samples(300).explain(image).values();
        Tensor other = Explainers.rise(new ToyModel(INPUT, 3, new BatchHint(1, 3)))
                .samples(300)
                .batchSize(5)
                .explain(image)
                .values();
        assertThat(other).isEqualTo(reference);
    }

    @Test
    void aBudgetIsKeptAndSaid() {
        SaliencyMap map =
                Explainers.rise(new ToyModel(INPUT)).maxEvaluations(100).explain(ToyModel.image(INPUT, 1));
        assertThat(map.provenance().evaluations()).isEqualTo(100);
        assertThat(map.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("99 of 2000 masks"));
    }

    /** What was planned has no say in whether what was done can be trusted. */
    @Test
    void aRunThatABudgetEndsEarlyHasErrorBars() {
        SaliencyMap map = Explainers.rise(new ToyModel(INPUT))
                .samples(1_000_000)
                .maxEvaluations(100)
                .explain(ToyModel.image(INPUT, 1));
        assertThat(map.diagnostics().measures()).containsKey("relative-error");
        assertThat(map.standardErrors().orElseThrow().toArray()).doesNotContain(Float.NaN);
    }

    @Test
    void aConstantModelGetsAVerdictInsteadOfABlankPicture() {
        ToyModel constant = new ToyModel(INPUT) {
            @Override
            protected double score(Tensor batch, int offset, int target) {
                return 1;
            }
        };
        SaliencyMap map = Explainers.rise(constant).samples(50).explain(ToyModel.image(INPUT, 1));
        assertThat(map.diagnostics().verdicts()).containsExactly("no mask changes the score of zero");
        assertThat(map.values().toArray()).containsOnly(new float[] {0}, within(1e-6f));
    }

    @Test
    void masksOfAnotherSizeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.rise(new ToyModel(INPUT))
                        .masks(Tensor.zeros(Shape.of(4, 5, 5)))
                        .explain(ToyModel.image(INPUT, 1)))
                .withMessageContaining("[4, 5, 5]")
                .withMessageContaining("22×13");
    }

    /** Left half and right half in turn: a user's own masks. */
    private record Halves(String name) implements SoftMasks {
        @Override
        public int limit() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Sized sized(int width, int height, double probability, long seed) {
            return (index, mask) -> {
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = (i % width < width / 2) == (index % 2 == 0) ? 1 : 0;
                }
            };
        }
    }

    @Test
    void masksOfOnesOwnHaveADeclaredName() {
        ToyModel model = new ToyModel(INPUT);
        SaliencyMap map =
                Explainers.rise(model).masks(new Halves("halves")).samples(20).explain(ToyModel.image(INPUT, 1));
        assertThat(map.provenance().options()).containsEntry("masks", "halves");
        assertThat(map.values().get(0, 0, 0)).isEqualTo(map.values().get(0, 3, 1));
        assertThat(map.values().get(0, 0, 0)).isNotEqualTo(map.values().get(0, 0, INPUT.width() - 1));
        for (String name : new String[] {"", "Rise$$Lambda/0x0001", "Halves@1a2b3c"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Explainers.rise(model).masks(new Halves(name)))
                    .withMessageContaining("need a name");
        }
    }

    @Test
    void whatAMaskedPictureIsWorthMayBeAnything() {
        ToyModel model = new ToyModel(INPUT);
        PreparedImage image = ToyModel.image(INPUT, 1);
        ModelScorer scorer =
                new ModelScorer(model, image, Score.OUTPUT, 16, new BudgetTracker(Budget.UNLIMITED, Progress.SILENT));
        SoftMaskRun run = new SoftMaskRun(
                scorer,
                new GridMasks(4).sized(INPUT.width(), INPUT.height(), 0.5, 3),
                Tensor.zeros(image.tensor().shape()),
                new SoftMaskRun.Settings(300, 0.5, true, 0));
        double[] brightness = {1};
        SoftMaskMaps maps = run.maps(
                brightness,
                (count, pictures) -> scorer.scoreBy(
                        count,
                        1,
                        batch -> IntStream.range(0, batch.shape().dim(0))
                                .mapToDouble(row -> batch.row(row).at(5))
                                .toArray(),
                        pictures));
        double[] map = maps.estimate().values()[0];
        int highest = IntStream.range(0, map.length)
                .boxed()
                .max((a, b) -> Double.compare(map[a], map[b]))
                .orElseThrow();
        assertThat(highest % INPUT.width()).isBetween(2, 8);
        assertThat(highest / INPUT.width()).isLessThanOrEqualTo(4);
        assertThat(model.images).hasValue(0);
    }
}
