package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {
    /** Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29. */
    @Test
    void theEndsAreThoseOfTheTables() {
        assertEnds(WilsonInterval.of(81, 263), 0.2553, 0.3662);
        assertEnds(WilsonInterval.of(15, 148), 0.0624, 0.1605);
        assertEnds(WilsonInterval.of(0, 20), 0, 0.1611);
        assertEnds(WilsonInterval.of(1, 29), 0.0061, 0.1718);
    }

    private static void assertEnds(WilsonInterval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void allRightAndAllWrongMirrorEachOther() {
        assertThat(WilsonInterval.of(7, 7).low())
                .isCloseTo(1 - WilsonInterval.of(0, 7).high(), within(1e-15));
        assertThat(WilsonInterval.of(7, 7).high()).isEqualTo(1);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> WilsonInterval.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilsonInterval.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWordsSayShareEndsAndCounts() {
        assertThat(WilsonInterval.of(80, 100)).hasToString("80.0 % (71.1 to 86.7; 80 of 100)");
    }
}
