package xai4j.numeric;

import java.util.concurrent.Executor;

/** A thread of a pool that knows it, so that work on it finds helpers among the idle ones instead of starting threads beside the pool's. */
final class PooledThread extends Thread {
    private final Executor pool;
    private final int threads;

    PooledThread(Runnable work, String name, Executor pool, int threads) {
        super(work, name);
        this.pool = pool;
        this.threads = threads;
        setDaemon(true);
    }

    Executor pool() {
        return pool;
    }

    /** How many the pool has. */
    int threads() {
        return threads;
    }
}
