package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is at work is counted, once, and no longer than that. */
class BusyThreadsTest {
    /** Helpers that an earlier test called off may still be on their last item. */
    @BeforeEach
    void nobodyElseIsAtWork() throws InterruptedException {
        for (int i = 0; i < 1000 && BusyThreads.count() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assumeTrue(BusyThreads.count() == 0, "threads of another test are still at work");
    }

    @Test
    void aThreadIsCountedOnceWhileItWorks() {
        int before = BusyThreads.count();
        int nested = BusyThreads.during(() -> BusyThreads.during(BusyThreads::count));
        assertThat(nested).isEqualTo(before + 1);
        assertThat(BusyThreads.count()).isEqualTo(before);
    }

    @Test
    void workThatFailsIsOver() {
        int before = BusyThreads.count();
        assertThatThrownBy(() -> BusyThreads.during(() -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(BusyThreads.count()).isEqualTo(before);
    }

    @Test
    void threadsThatShareWorkAreCounted() {
        int before = BusyThreads.count();
        CyclicBarrier both = new CyclicBarrier(2);
        Parallel.together(2, Parallel.helpers("busy"), () -> meet(both, before + 2), () -> {});
        assertThat(BusyThreads.count()).isEqualTo(before);
        Parallel.each(1, i -> assertThat(BusyThreads.count()).isGreaterThan(before));
        assertThat(BusyThreads.count()).isEqualTo(before);
    }

    @Test
    void threadsThatWorkOnItemsOfAStreamAreCounted() {
        int before = BusyThreads.count();
        CyclicBarrier both = new CyclicBarrier(2);
        try (Stream<Integer> items = OrderedStream.map(IntStream.range(0, 2).boxed(), 2, item -> {
            meet(both, before + 2);
            return item;
        })) {
            assertThat(items).containsExactly(0, 1);
        }
    }

    /** Looks while both are at work. */
    private static void meet(CyclicBarrier both, int expected) {
        try {
            both.await(1, TimeUnit.MINUTES);
            assertThat(BusyThreads.count()).isEqualTo(expected);
            both.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
