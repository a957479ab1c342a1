package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParallelTest {
    @Test
    void resultsAreInOrder() {
        assertThat(Parallel.map(1000, i -> i * i))
                .isEqualTo(IntStream.range(0, 1000).mapToObj(i -> i * i).toList());
        assertThat(Parallel.map(0, i -> i)).isEmpty();
    }

    @Test
    void helpersThatAreRefusedLeaveTheCallerAlone() {
        AtomicInteger runs = new AtomicInteger();
        Parallel.together(
                4,
                work -> {
                    throw new RejectedExecutionException("closing");
                },
                runs::incrementAndGet,
                () -> {});
        assertThat(runs).hasValue(1);
    }

    @Test
    void aHelperThatHasNotBegunWhenTheCallerIsDoneNeverBegins() {
        List<Runnable> waiting = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        Parallel.together(4, waiting::add, runs::incrementAndGet, () -> {});
        assertThat(runs).hasValue(1);
        assertThat(waiting).hasSize(3);
        waiting.forEach(Runnable::run);
        assertThat(runs).hasValue(1);
    }

    @Test
    void threadsOfAStreamHelpOneAnotherWhenNoItemsAreLeft() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger met = new AtomicInteger();
        try (Stream<String> results = OrderedStream.map(Stream.of(1), 2, item -> {
            Parallel.together(2, Parallel.helpers("beside the pool"), () -> met.addAndGet(waited(both)), () -> {});
            return Thread.currentThread().getName();
        })) {
            assertThat(results).containsExactly("xai4j-ordered");
        }
        assertThat(met).hasValue(2);
    }

    @Test
    void whatIsToBeDoneBesideIsDoneByTheCallerWhereNobodyIsIdle() {
        List<String> done = new ArrayList<>();
        try (Stream<Integer> results = OrderedStream.map(
                Stream.of(1),
                1,
                item -> Parallel.beside(() -> done.add("other"), () -> {
                    done.add("work");
                    return item;
                }))) {
            assertThat(results).containsExactly(1);
        }
        assertThat(done).containsExactly("work", "other");
    }

    @Test
    void whatIsDoneBesideHasEndedWhenTheWorkFails() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> Parallel.beside(
                        () -> {
                            waited(both);
                            ended.incrementAndGet();
                        },
                        () -> {
                            waited(both);
                            throw new IllegalStateException("the work failed");
                        }))
                .hasMessage("the work failed");
        assertThat(ended).hasValue(1);
    }

    @Test
    void theFailureOfWhatIsDoneBesideIsThrown() {
        assertThatThrownBy(() -> Parallel.beside(
                        () -> {
                            throw new IllegalStateException("the other failed");
                        },
                        () -> "done"))
                .hasMessage("the other failed");
    }

    @Test
    void shortWorkStaysOnTheThreadsOfTheStreamThatItsCallerBelongsTo() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (Stream<List<Integer>> results = OrderedStream.map(
                Stream.of(1, 2, 3),
                2,
                item -> Parallel.map(100, i -> {
                    threads.add(Thread.currentThread().getName());
                    return item * i;
                }))) {
            assertThat(results.map(values -> values.get(99))).containsExactly(99, 198, 297);
        }
        assertThat(threads).containsExactly("xai4j-ordered");
    }

    @Test
    void idleThreadsOfTheStreamHelpWithShortWorkAndItsFailureIsThrown() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger met = new AtomicInteger();
        try (Stream<Integer> results = OrderedStream.map(Stream.of(1), 2, item -> {
            Parallel.each(2, i -> met.addAndGet(waited(both)));
            Parallel.each(5, i -> {
                if (i == 3) {
                    throw new IllegalArgumentException("three");
                }
            });
            return item;
        })) {
            assertThatThrownBy(() -> results.forEach(result -> {})).hasMessage("three");
        }
        assertThat(met).hasValue(2);
    }

    private static int waited(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
            return Thread.currentThread().getName().equals("xai4j-ordered") ? 1 : 0;
        } catch (Exception e) {
            return 0;
        }
    }

    @Test
    void aHelpersFailureStopsTheOthersAndIsThrown() {
        AtomicBoolean stopped = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> Parallel.together(
                        3,
                        work -> new Thread(work).start(),
                        () -> {
                            if (Thread.currentThread() != caller) {
                                throw new IllegalStateException("no");
                            }
                            while (!stopped.get()) {
                                Thread.onSpinWait();
                            }
                        },
                        () -> stopped.set(true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
    }

    @Test
    void nobodyIsAtWorkAfterAFailure() {
        AtomicInteger atWork = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            CyclicBarrier twoAtLeast = new CyclicBarrier(2);
            assertThatThrownBy(() -> Parallel.map(64, i -> {
                        atWork.incrementAndGet();
                        try {
                            // one fails while another is in the middle of its work
                            boolean first = meet(twoAtLeast) == 0;
                            if (first) {
                                throw new IllegalStateException("no");
                            }
                            pause();
                            return i;
                        } finally {
                            atWork.decrementAndGet();
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
            assertThat(atWork).hasValue(0);
        }
    }

    @Test
    void nothingIsBegunAfterAnInterrupt() {
        AtomicInteger begun = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Parallel.map(10, i -> begun.incrementAndGet()))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(begun).hasValue(0);
    }

    /** Waits for another thread; alone, where there is one processor only. */
    private static int meet(CyclicBarrier barrier) {
        try {
            return barrier.await(200, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            return 0;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
