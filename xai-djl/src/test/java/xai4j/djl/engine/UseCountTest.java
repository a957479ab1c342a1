package xai4j.djl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import xai4j.model.ClosedModelException;

/** Who uses something native, how long one waits for it, and when it is freed. */
class UseCountTest {
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anInterruptEndsTheWaitAndNothingIsFreedBeforeTheWorkIsDone() throws InterruptedException {
        CountDownLatch freed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        UseCount users = new UseCount("net", freed::countDown, true);
        Thread waiting = Thread.currentThread();
        assertThatThrownBy(() -> users.use(() -> {
                    begun.countDown();
                    waiting.interrupt();
                    return awaited(goOn);
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        begun.await();
        users.close();
        assertThat(freed.getCount()).isOne();
        goOn.countDown();
        freed.await();
        assertThatThrownBy(() -> users.use(() -> 1)).isInstanceOf(ClosedModelException.class);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatMayBeEndlessReturnsAndFailsAsItDoes() {
        UseCount users = new UseCount("net", () -> {}, true);
        assertThat(users.use(() -> 7)).isEqualTo(7);
        IllegalArgumentException failure = new IllegalArgumentException("no");
        assertThatThrownBy(() -> users.use(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
