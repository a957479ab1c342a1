package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.baseline.Baseline;
import xai4j.coalition.ToyModel;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.Progress;
import xai4j.image.ImageInput;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.BatchHint;
import xai4j.model.Score;
import xai4j.numeric.CounterRandom;
import xai4j.numeric.Parallel;

class MaskedScoresTest {
    private static final int WIDTH = 9;
    private static final int HEIGHT = 7;
    private static final ImageInput INPUT = ImageInput.nchw(3, HEIGHT, WIDTH);

    private static List<BitSet> sets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    CounterRandom random = new CounterRandom(4, i);
                    BitSet set = new BitSet();
                    IntStream.range(0, WIDTH * HEIGHT)
                            .filter(pixel -> random.uniform(pixel) < 0.4)
                            .forEach(set::set);
                    return set;
                })
                .toList();
    }

    /** However many ask the same at once, the model is asked once, and all hear the same. */
    @Test
    void threadsThatAskTheSameShareTheAnswer() {
        ToyModel model = new ToyModel(INPUT, 3, new BatchHint(2, 3));
        PreparedImage image = ToyModel.image(INPUT, 1);
        MaskedScores shared = MaskedScores.of(model, image);
        List<double[]> heard =
                Parallel.map(8, i -> shared.masked(Score.LOGIT, 1, Baseline.zero(), i % 2 == 0 ? sets(40) : sets(30)));
        assertThat(model.images.get()).isEqualTo(40);
        assertThat(shared.modelCalls()).isEqualTo(40);
        double[] alone = MaskedScores.of(model, image).masked(Score.LOGIT, 1, Baseline.zero(), sets(40));
        for (int i = 0; i < 8; i++) {
            assertThat(heard.get(i)).isEqualTo(i % 2 == 0 ? alone : Arrays.copyOf(alone, 30));
        }
    }

    /** What could not be asked is no answer: it is asked again, and what a budget refused stays refused. */
    @Test
    void whatWasAskedInVainIsAskedAgain() {
        ToyModel model = new ToyModel(INPUT);
        MaskedScores few = MaskedScores.of(
                model,
                ToyModel.image(INPUT, 1),
                new BudgetTracker(Budget.evaluations(10), Progress.SILENT),
                RandomizedCopies.passing());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> few.masked(Score.LOGIT, 1, Baseline.zero(), sets(11)))
                .withMessageContaining("the budget ended");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> few.masked(Score.LOGIT, 1, Baseline.zero(), sets(11)))
                .withMessageContaining("the budget ended");
    }

    /** In whatever order images are written, each is the whole one with its own pixels filled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hiddenPixelsAreThoseOfTheImageAlone(boolean planar) {
        PixelPlanes planes = new PixelPlanes(3, WIDTH, HEIGHT, planar);
        int size = 3 * WIDTH * HEIGHT;
        float[] whole = new float[size];
        float[] filled = new float[size];
        for (int i = 0; i < size; i++) {
            whole[i] = i + 1;
            filled[i] = -i;
        }
        List<BitSet> sets = new ArrayList<>(sets(6));
        sets.add(new BitSet());
        HiddenPixels composition = new HiddenPixels(planes, whole, filled, sets);
        FloatBuffer batch = FloatBuffer.allocate(size + 2);
        for (int index : new int[] {3, 0, 6, 5, 5, 1}) {
            composition.compose(index, batch, 2);
            for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
                for (int channel = 0; channel < 3; channel++) {
                    int at = planes.index(channel, pixel);
                    assertThat(batch.get(2 + at)).isEqualTo(sets.get(index).get(pixel) ? filled[at] : whole[at]);
                }
            }
        }
    }
}
