package xai4j.examples.serve.http;

import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.WorkQueue;

/** Reads bodies without holding a thread, and has the work done in the queue for as long as its client is there. */
public final class Worker {
    private static final String SLOW = "the body comes too slowly";
    /** Bodies up to so many times the limit are read to their end, for nothing. */
    private static final int DISCARDED = 4;

    private final WorkQueue queue;
    private final UploadMemory memory;
    private final long bodyBytes;
    private final ErrorAnswers errors;
    private final ClientWatch watch;

    Worker(WorkQueue queue, UploadMemory memory, long bodyBytes, ErrorAnswers errors, ClientWatch watch) {
        this.queue = queue;
        this.memory = memory;
        this.bodyBytes = bodyBytes;
        this.errors = errors;
        this.watch = watch;
    }

    /**
     * Reads the body whole and then has work done with it.
     *
     * @param type what the body must be, as a pattern of its content type
     * @throws RequestException if it is of another type or too long, or too much is under way
     */
    public void withBody(Exchange exchange, Pattern type, String typeWords, Consumer<byte[]> work) {
        Request request = exchange.request();
        requireType(request, type, typeWords);
        long length = request.getLength();
        if (length > bodyBytes) {
            refuse(exchange, length);
            return;
        }
        long share = length >= 0 ? length : bodyBytes;
        memory.take(share);
        exchange.whenEnded(() -> memory.giveBack(share));
        Runnable endOfUpload = watch.whenSlow(exchange, () -> {
            exchange.error(408, SLOW);
            request.fail(new TimeoutException(SLOW));
        });
        exchange.whenEnded(endOfUpload);
        Content.Source.asByteArrayAsync(
                request,
                (int) bodyBytes,
                Promise.Invocable.from(
                        Invocable.InvocationType.NON_BLOCKING,
                        (byte[] body) -> {
                            endOfUpload.run();
                            queued(exchange, work, body);
                        },
                        failure -> errors.answer(exchange, unread(request, failure))));
    }

    /**
     * Answers once a body that is too long has come and was thrown away: a client that still sends when its connection is closed never
     * sees why. What is much too long is not waited for.
     */
    private void refuse(Exchange exchange, long length) {
        if (length > DISCARDED * bodyBytes) {
            throw tooLong();
        }
        exchange.whenEnded(watch.whenSlow(exchange, () -> exchange.error(408, SLOW)));
        Content.Source.consumeAll(
                exchange.request(),
                Callback.from(() -> errors.answer(exchange, tooLong()), failure -> errors.answer(exchange, tooLong())));
    }

    private void queued(Exchange exchange, Consumer<byte[]> work, byte[] body) {
        try {
            inQueue(exchange, () -> work.accept(body));
        } catch (RuntimeException e) {
            errors.answer(exchange, e);
        }
    }

    private static void requireType(Request request, Pattern type, String words) {
        @Nullable String given = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (given == null || !type.matcher(given).matches()) {
            throw new RequestException(
                    415,
                    "the body must be " + words + ", and its Content-Type must say so"
                            + (given == null ? "" : "; it says another"));
        }
    }

    private RequestException unread(Request request, Throwable failure) {
        boolean tooLong = Request.getContentBytesRead(request) >= bodyBytes || failure instanceof IllegalStateException;
        return tooLong ? tooLong() : new RequestException(RequestException.BAD, "the body broke off", failure);
    }

    private RequestException tooLong() {
        return new RequestException(
                RequestException.TOO_LARGE, "the body is longer than " + bodyBytes + " bytes, which is the limit");
    }

    /**
     * Has work done when its turn comes. A client that goes away takes its work with it.
     *
     * @throws RequestException if too much waits
     */
    public void inQueue(Exchange exchange, Runnable work) {
        WorkQueue.Ticket ticket = queue.submit(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
                        errors.answer(exchange, e);
                    }
                },
                () -> exchange.error(503, "the service is about to stop"));
        Runnable endOfWatch = watch.whenGone(exchange, () -> {
            ticket.cancel();
            exchange.abandon(new java.io.EOFException("the client has gone"));
        });
        exchange.whenEnded(endOfWatch);
    }
}
