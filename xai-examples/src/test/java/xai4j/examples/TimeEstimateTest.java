package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeEstimateTest {
    private final StringWriter said = new StringWriter();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();

    private TimeEstimate estimate() {
        return new TimeEstimate(
                (done, total) -> heard.set(done), new PrintWriter(said, true), "training", 4, clock::get);
    }

    /** The first step takes ten seconds and is not counted; those after it half a second each. */
    @Test
    void theFirstStepIsNoMeasure() {
        TimeEstimate estimate = estimate();
        for (int step = 1; step <= 9; step++) {
            clock.addAndGet(step == 1 ? 10_000_000_000L : 500_000_000L);
            estimate.report(step, 201);
            assertThat(heard).hasValue(step);
        }
        assertThat(said.toString())
                .isEqualToIgnoringNewLines("training will take about 100 s: 201 steps of 500 ms, by the first 5");
    }

    /** A run that goes on with a checkpoint begins in the middle. */
    @Test
    void whatIsDoneAlreadyIsNotAhead() {
        TimeEstimate estimate = estimate();
        for (int step = 101; step <= 110; step++) {
            clock.addAndGet(1_000_000_000L);
            estimate.report(step, 201);
        }
        assertThat(said.toString()).contains("about 100 s: 201 steps of 1 s");
    }

    @Test
    void whatIsOverSoonerIsNotEstimated() {
        TimeEstimate estimate = estimate();
        for (int step = 1; step <= 100; step++) {
            clock.addAndGet(1_000_000L);
            estimate.report(step, 100);
        }
        assertThat(said.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.004,4 ms", "1.4,1 s", "100,100 s", "300,5 minutes", "20000,5.6 hours"})
    void timesAreSaidAsOneSaysThem(double seconds, String words) {
        assertThat(TimeEstimate.words(seconds)).isEqualTo(words);
    }
}
