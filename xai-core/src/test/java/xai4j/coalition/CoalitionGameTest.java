package xai4j.coalition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.Progress;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.model.BatchHint;
import xai4j.model.MaskedPrediction;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class CoalitionGameTest {
    private static final int[] TARGETS = {0, 2};
    private static final ImageInput INPUT = ImageInput.nchw(3, 20, 26);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 5);
    private static final Segmentation REGIONS = ToyModel.grid(26, 20, 10, 8);

    private static MaskBatch random(int players, int rows) {
        SplittableRandom random = new SplittableRandom(3);
        MaskBatch masks = MaskBatch.empty(players, rows);
        for (int row = 0; row < rows; row++) {
            for (int word = 0; word < masks.words(); word++) {
                masks.setWord(row, word, random.nextLong());
            }
        }
        return masks;
    }

    private static CoalitionGame game(ToyModel model, int batch, Baseline fill, Budget budget) {
        return game(model, IMAGE, batch, fill, budget);
    }

    private static CoalitionGame game(ToyModel model, PreparedImage image, int batch, Baseline fill, Budget budget) {
        ModelScorer scorer =
                new ModelScorer(model, image, Score.OUTPUT, batch, new BudgetTracker(budget, Progress.SILENT));
        return new CoalitionGame(scorer, REGIONS, fill, 7, TARGETS, Composing.AUTO);
    }

    private static double[] expected(ToyModel model, PreparedImage image, Tensor fill, MaskBatch masks) {
        int channels = image.input().channels();
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        int area = 20 * 26;
        double[] values = new double[masks.rows() * TARGETS.length];
        Tensor picture = Tensor.zeros(image.tensor().shape().prepend(1));
        for (int row = 0; row < masks.rows(); row++) {
            for (int i = 0; i < picture.size(); i++) {
                int pixel = planar ? i % area : i / channels;
                boolean present = masks.present(row, REGIONS.at(pixel % 26, pixel / 26));
                picture.set(i, (present ? image.tensor() : fill).at(i));
            }
            for (int t = 0; t < TARGETS.length; t++) {
                values[row * TARGETS.length + t] = (float) model.score(picture, 0, TARGETS[t]);
            }
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"NCHW", "NHWC"})
    void composesWhatPixelByPixelChoiceDoes(ImageLayout layout) {
        ImageInput input = new ImageInput(layout, 3, 20, 26, Shape.DYNAMIC);
        PreparedImage image = ToyModel.image(input, 5);
        ToyModel model = new ToyModel(input);
        MaskBatch masks = random(80, 70);
        masks.fill(0);
        try (CoalitionGame game = game(model, image, 0, Baseline.mean(), Budget.UNLIMITED)) {
            assertThat(REGIONS.count()).isEqualTo(80);
            assertThat(game.evaluate(masks))
                    .containsExactly(expected(model, image, game.fills().get(0), masks));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "64, 1", "7, 4", "1, 3"})
    void isTheSameForAnyBatchAndNumberOfCallers(int batch, int callers) {
        MaskBatch masks = random(80, 101);
        double[] reference;
        try (CoalitionGame game = game(new ToyModel(INPUT), 0, Baseline.mean(), Budget.UNLIMITED)) {
            reference = game.evaluate(masks);
        }
        ToyModel model = new ToyModel(INPUT, 3, new BatchHint(0, callers));
        try (CoalitionGame game = game(model, batch, Baseline.mean(), Budget.UNLIMITED)) {
            assertThat(game.evaluate(masks)).containsExactly(reference);
            assertThat(model.images).hasValue(101);
        }
    }

    @Test
    void padsTheBatchesOfAModelThatTakesOneSizeOnly() {
        ImageInput fixed = new ImageInput(ImageLayout.NCHW, 3, 20, 26, 4);
        ToyModel model = new ToyModel(fixed);
        MaskBatch masks = random(80, 10);
        try (CoalitionGame game = game(model, 3, Baseline.zero(), Budget.UNLIMITED)) {
            assertThat(game.evaluate(masks))
                    .containsExactly(expected(model, IMAGE, game.fills().get(0), masks));
            assertThat(model.images).hasValue(12);
        }
    }

    @Test
    void averagesOverSeveralBackgrounds() {
        ToyModel model = new ToyModel(INPUT);
        MaskBatch masks = random(80, 9);
        try (CoalitionGame game = game(model, 4, Baseline.random(3), Budget.UNLIMITED)) {
            double[] mean = new double[18];
            for (Tensor fill : game.fills()) {
                double[] one = expected(model, IMAGE, fill, masks);
                Arrays.setAll(mean, i -> mean[i] + one[i] / 3);
            }
            assertThat(game.fills()).hasSize(3);
            assertThat(game.evaluate(masks)).containsExactly(mean, org.assertj.core.api.Assertions.within(1e-9));
            assertThat(model.images).hasValue(27);
        }
    }

    @Test
    void endsWithAPrefixWhenTheBudgetIsSpent() {
        MaskBatch masks = random(80, 50);
        double[] whole;
        try (CoalitionGame game = game(new ToyModel(INPUT), 8, Baseline.mean(), Budget.UNLIMITED)) {
            whole = game.evaluate(masks);
        }
        ToyModel model = new ToyModel(INPUT);
        try (CoalitionGame game = game(model, 8, Baseline.mean(), Budget.evaluations(21))) {
            assertThat(game.evaluate(masks)).containsExactly(Arrays.copyOf(whole, 42));
            assertThat(game.evaluate(masks)).isEmpty();
            assertThat(game.tracker().stoppedEarly()).isTrue();
            assertThat(game.tracker().evaluations()).isEqualTo(21);
            assertThat(model.images).hasValue(21);
        }
    }

    @Test
    void endsWhenTimeIsOver() {
        ToyModel slow = new ToyModel(INPUT, 3, new BatchHint(0, 2)) {
            @Override
            public Tensor predict(Tensor batch) {
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                return super.predict(batch);
            }
        };
        try (CoalitionGame game = game(slow, 1, Baseline.mean(), Budget.time(Duration.ofMillis(60)))) {
            double[] values = game.evaluate(random(80, 1000));
            assertThat(values.length).isEven().isBetween(2, 400);
            assertThat(game.tracker().stoppedEarly()).isTrue();
            assertThat(game.tracker().evaluations()).isEqualTo(values.length / 2);
        }
    }

    @Test
    void namesTheMasksWhoseScoresAreNotFinite() {
        ToyModel broken = new ToyModel(INPUT) {
            private int calls;

            @Override
            protected double score(Tensor batch, int offset, int target) {
                return target == 2 && ++calls % 5 == 0 ? Double.NaN : super.score(batch, offset, target);
            }
        };
        try (CoalitionGame game = game(broken, 8, Baseline.mean(), Budget.UNLIMITED)) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> game.evaluate(random(80, 40)))
                    .withMessageStartingWith(
                            "toy returned scores that are not finite for 8 of 40 masks: number 4, 9, 14, 19, 24, …;")
                    .withMessageContaining("of 80 regions were present");
        }
    }

    @Test
    void anInterruptCancelsAndStaysSet() throws InterruptedException {
        ToyModel slow = new ToyModel(INPUT, 3, new BatchHint(0, 2)) {
            @Override
            public Tensor predict(Tensor batch) {
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                return super.predict(batch);
            }
        };
        List<Object> outcome = Collections.synchronizedList(new ArrayList<>());
        Thread thread = new Thread(() -> {
            try (CoalitionGame game = game(slow, 1, Baseline.mean(), Budget.UNLIMITED)) {
                game.evaluate(random(80, 100_000));
            } catch (CancellationException e) {
                outcome.add(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        Thread.sleep(50);
        thread.interrupt();
        thread.join(10_000);
        assertThat(outcome).containsExactly(true);
    }

    @Test
    void aFailureOfTheModelReachesTheCaller() {
        ToyModel failing = new ToyModel(INPUT, 3, new BatchHint(0, 3)) {
            @Override
            public Tensor predict(Tensor batch) {
                throw new ModelException("no memory");
            }
        };
        try (CoalitionGame game = game(failing, 1, Baseline.mean(), Budget.UNLIMITED)) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> game.evaluate(random(80, 40)))
                    .withMessage("no memory");
        }
    }

    @Test
    void refusesRegionsOfAnotherSize() {
        ModelScorer scorer = new ModelScorer(
                new ToyModel(INPUT), IMAGE, Score.OUTPUT, 0, new BudgetTracker(Budget.UNLIMITED, Progress.SILENT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoalitionGame(
                        scorer, ToyModel.grid(20, 26, 2, 2), Baseline.mean(), 0, TARGETS, Composing.AUTO))
                .withMessageContaining("20×26")
                .withMessageContaining("26×20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoalitionGame(scorer, REGIONS, Baseline.mean(), 0, TARGETS, Composing.MODEL))
                .withMessageContaining("cannot compose");
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void composingNextToTheModelGivesTheSameNumbers(int backgrounds) {
        MaskedToy model = new MaskedToy();
        MaskBatch masks = random(80, 30);
        double[] reference;
        try (CoalitionGame game = game(new ToyModel(INPUT), 7, Baseline.random(backgrounds), Budget.UNLIMITED)) {
            reference = game.evaluate(masks);
        }
        try (CoalitionGame game = game(model, 7, Baseline.random(backgrounds), Budget.UNLIMITED)) {
            assertThat(game.evaluate(masks)).containsExactly(reference);
        }
        assertThat(model.opened).isEqualTo(backgrounds);
        assertThat(model.closed).isEqualTo(backgrounds);
    }

    /** Composes by itself, as a backend on a device does. */
    private static final class MaskedToy extends ToyModel implements MaskedPrediction {
        private int opened;
        private int closed;

        MaskedToy() {
            super(INPUT);
        }

        @Override
        public boolean prefersMasks() {
            return true;
        }

        @Override
        public MaskedImage masked(Tensor image, Tensor fill, int[] regions, int count) {
            opened++;
            return new MaskedImage() {
                @Override
                public Tensor predict(Tensor masks, Score score) {
                    Tensor batch =
                            Tensor.zeros(image.shape().prepend(masks.shape().dim(0)));
                    for (int i = 0; i < batch.size(); i++) {
                        int row = i / image.size();
                        int region = regions[i % image.size() % regions.length];
                        batch.set(i, (masks.get(row, region) == 1 ? image : fill).at(i % image.size()));
                    }
                    return Scores.convert(MaskedToy.this.predict(batch), spec().scores(), score);
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }
}
