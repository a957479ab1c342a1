package xai4j.model.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.image.PixelMapping;
import xai4j.model.detection.ActivatedScores.Activation;

class DetectionLayoutTest {
    private static final int CANDIDATES = 5;

    /** Two overlapping boxes of class 0, one of class 1 at the same place, one far away, one too weak; cx cy w h and three classes. */
    private static final float[] RAW = {
        10, 10, 8, 8, 0.9f, 0.1f, 0,
        11, 10, 8, 8, 0.8f, 0.1f, 0,
        10, 10, 8, 8, 0.1f, 0.7f, 0,
        30, 20, 4, 6, 0.6f, 0, 0,
        50, 50, 4, 4, 0.2f, 0.1f, 0
    };

    private static DetectionLayout rows(double threshold) {
        RawTable table = RawTable.rows(0, 7);
        DetectionHead head = new DetectionHead(
                CANDIDATES, table, BoxCoding.centre(1, 1), ActivatedScores.classes(table.from(4), 3, Activation.NONE));
        return new DetectionLayout("test", List.of(head), List.of("a", "b", "c"), threshold, 0.5, "");
    }

    @Test
    void theWeakerOfTwoBoxesOfOneClassIsDroppedAndOtherClassesStay() {
        List<Detection> found = rows(0.5).detect(RAW);
        assertThat(found).extracting(Detection::label).containsExactly("a", "b", "a");
        assertThat(found).extracting(Detection::score).containsExactly((double) 0.9f, (double) 0.7f, (double) 0.6f);
        assertThat(found.get(2).box()).isEqualTo(new BoundingBox(28, 17, 32, 23));
        assertThat(rows(0.05).detect(RAW)).hasSize(4);
    }

    @Test
    void tablesByFieldHoldTheSame() {
        float[] turned = new float[RAW.length];
        for (int c = 0; c < CANDIDATES; c++) {
            for (int f = 0; f < 7; f++) {
                turned[f * CANDIDATES + c] = RAW[c * 7 + f];
            }
        }
        RawTable table = RawTable.columns(0, CANDIDATES);
        DetectionHead head = new DetectionHead(
                CANDIDATES, table, BoxCoding.centre(1, 1), ActivatedScores.classes(table.from(4), 3, Activation.NONE));
        DetectionLayout layout = new DetectionLayout("t", List.of(head), List.of("a", "b", "c"), 0.5, 0.5, "");
        assertThat(layout.detect(turned)).isEqualTo(rows(0.5).detect(RAW));
    }

    @Test
    void aBoxScoreIsTheBestOverlapTimesScore() {
        DetectionLayout layout = rows(0.5);
        BoxScore own = BoxScore.of(layout, layout.detect(RAW), 0);
        assertThat(own.value(RAW)).isCloseTo(0.9f, within(1e-9));
        float[] without = RAW.clone();
        without[4] = 0;
        // 7 × 8 pixels of 9 × 8 are common
        assertThat(own.value(without)).isCloseTo(0.8 * 56 / 72, within(1e-7));
        assertThat(own.label()).isEqualTo("box 0: a");
    }

    @Test
    void ofTwoObjectsThatCrossEachKeepsItsOwnScore() {
        // the boxes overlap by 3 of 5: 0.9 · 0.6 would be more than the weaker one's own 0.5
        float[] crossing = {10, 10, 8, 8, 0.9f, 0, 0, 12, 10, 8, 8, 0.5f, 0, 0};
        RawTable table = RawTable.rows(0, 7);
        DetectionHead head = new DetectionHead(
                2, table, BoxCoding.centre(1, 1), ActivatedScores.classes(table.from(4), 3, Activation.NONE));
        DetectionLayout layout = new DetectionLayout("queries", List.of(head), List.of(), 0.3, 1, "");
        List<Detection> found = layout.detect(crossing);
        assertThat(found.get(0).box().overlap(found.get(1).box())).isCloseTo(0.6, within(1e-9));
        assertThat(BoxScore.of(layout, found, 0).value(crossing)).isCloseTo(0.9, within(1e-6));
        BoxScore weaker = BoxScore.of(layout, found, 1);
        assertThat(weaker.value(crossing)).isCloseTo(0.5, within(1e-6));
        float[] slopes = new float[crossing.length];
        weaker.addGradient(crossing, 1, slopes);
        assertThat(slopes[4]).isZero();
        assertThat(slopes[11]).isEqualTo(1);
    }

    @Test
    void presenceIsTheScoreOfWhatOverlapsByAHalf() {
        DetectionLayout layout = rows(0.5);
        BoxPresence presence = new BoxPresence(BoxScore.of(layout, layout.detect(RAW), 0));
        assertThat(presence.value(RAW)).isCloseTo(0.9, within(1e-6));
        assertThat(presence.border()).hasValue(0.5);
        float[] moved = RAW.clone();
        moved[4] = 0;
        assertThat(presence.value(moved)).as("7/9 overlap").isCloseTo(0.8, within(1e-6));
        moved[11] = 0;
        assertThat(presence.value(moved)).as("the candidate of another class").isCloseTo(0.1, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void derivativesAreThoseOfDifferences(Activation activation) {
        RawTable table = RawTable.rows(0, 8);
        for (int background : new int[] {-1, 0, 2}) {
            ActivatedScores plain = ActivatedScores.classes(table.from(5), background < 0 ? 3 : 2, activation)
                    .withBackground(background);
            check(plain);
            check(plain.timesObjectness(
                    table.from(4), activation == Activation.NONE ? Activation.NONE : Activation.SIGMOID, 0.6, 0.4));
            check(plain.timesObjectness(table.from(4), Activation.SIGMOID, 1, 1));
        }
        check(new ListedScores(table.from(4), table.from(7), 2));
    }

    private static void check(CandidateScores scores) {
        SplittableRandom random = new SplittableRandom(7);
        float[] raw = new float[16];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextDouble(0.1, 0.9);
        }
        if (scores instanceof ListedScores) {
            raw[7] = 1;
        }
        float[] slopes = new float[raw.length];
        scores.addGradient(raw, 0, 1, 2, slopes);
        for (int i = 0; i < raw.length; i++) {
            float kept = raw[i];
            raw[i] = kept + 1e-3f;
            double above = scores.score(raw, 0, 1);
            float up = raw[i];
            raw[i] = kept - 1e-3f;
            double below = scores.score(raw, 0, 1);
            double step = (double) up - raw[i];
            raw[i] = kept;
            assertThat((double) slopes[i]).as("number %d", i).isCloseTo(2 * (above - below) / step, within(2e-4));
        }
    }

    @Test
    void likenessIsOverlapTimesCosineTimesObjectness() {
        DetectionLayout layout = rows(0.5);
        BoxLikeness likeness = BoxLikeness.of(BoxScore.of(layout, layout.detect(RAW), 0), RAW);
        assertThat(likeness.value(RAW)).as("no objectness: the best class").isCloseTo(0.9f, within(1e-7));
        float[] other = RAW.clone();
        other[4] = 0.1f;
        other[5] = 0.9f;
        other[11] = 0;
        other[18] = 0;
        other[19] = 0;
        double cosine = 2 * 0.9 * 0.1 / (0.9 * 0.9 + 0.1 * 0.1);
        assertThat(likeness.value(other)).isCloseTo(0.9 * cosine, within(1e-6));
        assertThat(likeness.box()).isEqualTo(new BoundingBox(6, 6, 14, 14));
    }

    @Test
    void cellsAnchorsAndPriorsAreDecodedAsTheirPapersSay() {
        float[] zero = new float[4 * 6];
        RawTable table = RawTable.rows(0, 4);
        assertThat(BoxCoding.cells(3, 8).box(zero, table, 4)).isEqualTo(new BoundingBox(4, 4, 12, 12));
        assertThat(BoxCoding.squashedCells(3, 2, 30, 20).box(zero, table, 4))
                .isEqualTo(new BoundingBox(2.5, 5, 17.5, 15));
        assertThat(BoxCoding.anchoredCells(3, 1, 30, 10, new double[][] {{1, 1}, {2, 1}})
                        .box(zero, table, 4))
                .isEqualTo(new BoundingBox(5, 0, 25, 10));
        float[][] priors = {{0.5f, 0.5f, 0.25f, 0.5f}};
        float[] moved = {1, 0, (float) (Math.log(2) / 0.2), 0};
        BoundingBox box = BoxCoding.priors(priors, 0.1, 0.2, 80, 40).box(moved, table, 0);
        assertThat(box.left()).isCloseTo(80 * (0.5 + 0.1 * 0.25 - 0.25), within(1e-4));
        assertThat(box.bottom()).isCloseTo(30, within(1e-4));
        assertThat(new BoundingBox(0, 0, 2, 2).onPhotograph(new PixelMapping(1, 2, 3, 4)))
                .isEqualTo(new BoundingBox(1, 3, 5, 11));
        assertThat(new BoundingBox(0, 0, 0, 0).overlap(new BoundingBox(0, 0, 0, 0)))
                .isZero();
    }
}
