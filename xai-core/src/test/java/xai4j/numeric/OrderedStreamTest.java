package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderedStreamTest {
    @Test
    void resultsComeInOrderWhateverTakesLongest() {
        Stream<Integer> squares = OrderedStream.map(IntStream.range(0, 200).boxed(), 4, i -> {
            for (int spin = 0; spin < (i % 7) * 20_000; spin++) {
                Thread.onSpinWait();
            }
            return i * i;
        });
        assertThat(squares)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).map(i -> i * i).boxed().toList());
    }

    @Test
    void anEndlessStreamIsTakenNoFurtherThanAsked() {
        AtomicInteger taken = new AtomicInteger();
        Stream<Integer> endless = Stream.generate(taken::incrementAndGet);
        try (Stream<Integer> results = OrderedStream.map(endless, 3, i -> i)) {
            assertThat(results.limit(50)).hasSize(50);
        }
        assertThat(taken.get()).isBetween(50, 50 + 2 * 3);
    }

    @Test
    void severalItemsAreWorkedOnAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        Stream<Boolean> met = OrderedStream.map(Stream.of(1, 2), 2, i -> {
            both.countDown();
            try {
                return both.await(60, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        assertThat(met).containsExactly(true, true);
    }

    @Test
    void aFailureComesOutInItsPlaceAndNobodyStaysAtWork() {
        AtomicInteger atWork = new AtomicInteger();
        Stream<Integer> results = OrderedStream.map(IntStream.range(0, 100).boxed(), 4, i -> {
            atWork.incrementAndGet();
            try {
                if (i == 5) {
                    throw new IllegalArgumentException("five");
                }
                return i;
            } finally {
                atWork.decrementAndGet();
            }
        });
        AtomicInteger seen = new AtomicInteger();
        assertThatThrownBy(() -> results.forEach(i -> seen.incrementAndGet())).hasMessage("five");
        assertThat(seen.get()).isEqualTo(5);
        assertThat(atWork.get()).isZero();
    }
}
