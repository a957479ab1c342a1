package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackgroundShiftTest {
    private static final List<Double> ONE_TO_FOUR = List.of(1.0, 2.0, 3.0, 4.0);

    @Test
    void theChanceIsThatOfStudentsTestOfPairs() {
        // t = √15 with three degrees of freedom: ½ − (x / (1 + x²) + atan x) / π with x = √5
        double x = Math.sqrt(5);
        double expected = 0.5 - (x / (1 + x * x) + Math.atan(x)) / Math.PI;
        assertThat(BackgroundShift.chance(ONE_TO_FOUR)).isEqualTo(expected, offset(1e-9));
        assertThat(BackgroundShift.chance(List.of(-1.0, -2.0, -3.0, -4.0))).isEqualTo(1 - expected, offset(1e-9));
        assertThat(BackgroundShift.chance(List.of(5.0))).isEqualTo(1);
        assertThat(BackgroundShift.chance(List.of(2.0, 2.0, 2.0))).isZero();
        assertThat(BackgroundShift.chance(List.of(0.0, 0.0))).isEqualTo(1);
    }

    @Test
    void leadsAreToldInUnitsOfTheUsualOne() {
        BackgroundShift shift = BackgroundShift.of(ONE_TO_FOUR, List.of(1.0, 1.0, 1.0), 5);

        assertThat(shift.answers()).isEqualTo(0.5, offset(1e-12));
        assertThat(shift.others()).isEqualTo(0.2, offset(1e-12));
        assertThat(shift.chance()).isEqualTo(BackgroundShift.chance(ONE_TO_FOUR));
        assertThat(shift.decides()).isTrue();
    }

    @Test
    void backgroundsDecideWhereTheyAreBothNeededAndEnough() {
        assertThat(new BackgroundShift(0.3, 1, 0).decides()).isFalse();
        assertThat(new BackgroundShift(1, 0.1, 0).decides()).isFalse();
        assertThat(new BackgroundShift(0.34, 0.17, 0).decides()).isTrue();
        assertThat(BackgroundShift.NONE.decides()).isFalse();
        assertThat(BackgroundShift.of(ONE_TO_FOUR, ONE_TO_FOUR, 0)).isEqualTo(BackgroundShift.NONE);
        assertThat(BackgroundShift.of(List.of(), ONE_TO_FOUR, 1)).isEqualTo(BackgroundShift.NONE);
        BackgroundShift half = BackgroundShift.of(ONE_TO_FOUR, List.of(), 1);
        assertThat(half.answers()).isEqualTo(2.5, offset(1e-12));
        assertThat(half.others()).isNaN();
        assertThat(half.decides()).isFalse();
    }

    @Test
    void aFewRuleOutWhatTheirIntervalLeavesNoRoomFor() {
        List<Double> none = List.of(0.1, -0.1, 0.05, 0.0);
        assertThat(BackgroundShift.rulesOutAnswers(none, 1)).isTrue();
        assertThat(BackgroundShift.rulesOutAnswers(ONE_TO_FOUR, 1)).isFalse();
        assertThat(BackgroundShift.rulesOutOthers(List.of(0.2, -0.1, 0.1, 0.0), 1))
                .isFalse();
        assertThat(BackgroundShift.rulesOutOthers(List.of(0.01, 0.02, 0.0, 0.01), 1))
                .isTrue();
        // one of two that moves much is enough to ask on, and one alone says nothing
        assertThat(BackgroundShift.rulesOutAnswers(List.of(0.0, 1.0), 1)).isFalse();
        assertThat(BackgroundShift.rulesOutAnswers(List.of(0.0), 1)).isFalse();
    }
}
