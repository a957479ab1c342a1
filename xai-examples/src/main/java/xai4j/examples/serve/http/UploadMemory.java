package xai4j.examples.serve.http;

import java.util.concurrent.atomic.AtomicLong;
import xai4j.examples.serve.RequestException;

/** Memory that the bodies of all requests may take together. */
final class UploadMemory {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    UploadMemory(long most) {
        this.most = most;
    }

    /**
     * Takes some; the caller gives it back.
     *
     * @throws RequestException of status 429 if there is not so much left
     */
    void take(long bytes) {
        if (taken.addAndGet(bytes) > most) {
            taken.addAndGet(-bytes);
            throw new RequestException(RequestException.BUSY, "too many uploads are under way; try again in a while");
        }
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
