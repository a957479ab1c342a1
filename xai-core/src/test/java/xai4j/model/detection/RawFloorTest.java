package xai4j.model.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.detection.ActivatedScores.Activation;

/** What is passed over by a raw number could not have mattered. */
class RawFloorTest {
    private static final int CANDIDATES = 400;
    private static final int CLASSES = 3;
    private static final int FIELDS = 4 + 1 + CLASSES;

    private static float[] raw(int seed, double scale, double shift) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] raw = new float[CANDIDATES * FIELDS];
        for (int i = 0; i < raw.length; i++) {
            boolean place = i % FIELDS < 4;
            raw[i] = (float) (place ? 20 + 10 * random.nextDouble() : scale * random.nextDouble() + shift);
        }
        return raw;
    }

    private static ActivatedScores scores(Activation classes, Activation object, double power, double powerOfClass) {
        RawTable table = RawTable.rows(0, FIELDS);
        return ActivatedScores.classes(table.from(5), CLASSES, classes)
                .timesObjectness(table.from(4), object, power, powerOfClass);
    }

    @ParameterizedTest
    @CsvSource({
        "SIGMOID, SIGMOID, 1, 1, 8, -4",
        "SOFTMAX, SIGMOID, 0.6, 0.4, 8, -4",
        "NONE, NONE, 0.5, 0.5, 1.2, -0.1",
        "SIGMOID, NONE, 1, 1, 1.2, -0.1",
        "NONE, NONE, 1, 1, 1, 0",
        "SOFTMAX, SIGMOID, 2, 1, 40, -20"
    })
    void nothingThatScoresAsMuchIsPassedOver(
            Activation classes, Activation object, double power, double powerOfClass, double scale, double shift) {
        ActivatedScores scores = scores(classes, object, power, powerOfClass);
        float[] raw = raw(7, scale, shift);
        int passed = 0;
        for (int c = 0; c < CANDIDATES; c++) {
            double score = scores.score(raw, c, scores.best(raw, c));
            double objectness = scores.objectness(raw, c);
            for (double part : new double[] {0.2, 0.9, 1}) {
                assertThat(isPassed(scores.floorOfScore(part * score), raw, c)).isFalse();
                assertThat(isPassed(scores.floorOfObjectness(part * objectness), raw, c))
                        .isFalse();
            }
            passed += isPassed(scores.floorOfObjectness(objectness + 0.01), raw, c) ? 1 : 0;
        }
        // where the floor says anything at all, it is not far below
        assertThat(passed).isGreaterThan(CANDIDATES / 3);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 1, 1.2, -0.1", "SIGMOID, 1, 8, -4", "SIGMOID, 0.5, 8, -4", "NONE, 2, 1, 0"})
    void aClassThatIsTheOnlyOneIsItsOwnFloor(Activation how, double power, double scale, double shift) {
        ActivatedScores scores =
                new ActivatedScores(RawTable.rows(0, FIELDS).from(5), 1, 0, how, power, null, Activation.NONE, 1);
        float[] raw = raw(3, scale, shift);
        int passed = 0;
        for (int c = 0; c < CANDIDATES; c++) {
            double score = scores.score(raw, c, 0);
            for (double part : new double[] {0.2, 0.9, 1}) {
                assertThat(isPassed(scores.floorOfScore(part * score), raw, c)).isFalse();
                assertThat(isPassed(scores.floorOfObjectness(part * scores.objectness(raw, c)), raw, c))
                        .isFalse();
            }
            passed += isPassed(scores.floorOfScore(score + 0.01), raw, c) ? 1 : 0;
        }
        assertThat(passed).isGreaterThan(CANDIDATES / 3);
    }

    private static boolean isPassed(RawFloor floor, float[] raw, int candidate) {
        return floor.next(raw, candidate, candidate + 1) != candidate;
    }

    @ParameterizedTest
    @CsvSource({"SIGMOID, SIGMOID, 1, 1, 8, -4", "SOFTMAX, SIGMOID, 0.6, 0.4, 8, -6", "NONE, NONE, 0.5, 0.5, 1.2, -0.1"
    })
    void theCandidateThatSpeaksForABoxIsTheBestOfAll(
            Activation classes, Activation object, double power, double powerOfClass, double scale, double shift) {
        ActivatedScores scores = scores(classes, object, power, powerOfClass);
        DetectionHead head = new DetectionHead(CANDIDATES, RawTable.rows(0, FIELDS), BoxCoding.centre(1, 1), scores);
        for (double threshold : new double[] {0.01, 0.5, 0.99}) {
            DetectionLayout layout = new DetectionLayout("own", List.of(head), List.of(), threshold, 0.5, "");
            for (int seed = 0; seed < 20; seed++) {
                float[] raw = raw(seed, scale, shift);
                BoundingBox box = head.box(raw, seed);
                BoxScore score = new BoxScore(layout, seed % CLASSES, box, List.of(), "box");
                assertThat(score.value(raw)).isEqualTo(best(head, raw, box, seed % CLASSES));
            }
        }
    }

    private static double best(DetectionHead head, float[] raw, BoundingBox box, int index) {
        double best = 0;
        for (int c = 0; c < CANDIDATES; c++) {
            best = Math.max(best, box.overlap(head.box(raw, c)) * head.scores().score(raw, c, index));
        }
        return best;
    }
}
