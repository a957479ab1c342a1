package xai4j.examples.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import xai4j.io.ControlCharacters;

/** One request and its answer, which is given once: whoever comes later is not heard. */
public final class Exchange {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int RETRY_SECONDS = 2;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicInteger status = new AtomicInteger();
    private final long startNanos = System.nanoTime();
    private final List<Runnable> atEnd = new ArrayList<>();
    private boolean closing;
    private boolean ended;

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    /** What came. */
    public Request request() {
        return request;
    }

    /** The path as it was asked, percent-encoding resolved. */
    public String path() {
        return Request.getPathInContext(request);
    }

    /** When it came, by {@link System#nanoTime()}. */
    public long startNanos() {
        return startNanos;
    }

    /** The status that was answered, 0 before. */
    public int status() {
        return status.get();
    }

    /** Answers with JSON. */
    public void json(int code, JsonNode body) {
        try {
            bytes(code, "application/json", JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON that cannot be written", e);
        }
    }

    /** Answers with an error in one line. */
    public void error(int code, String line) {
        String plain = ControlCharacters.replaced(line.strip().replaceAll("\\s*\\R\\s*", "; "));
        json(code, JsonNodeFactory.instance.objectNode().put("error", plain));
    }

    /** Answers with plain text. */
    public void text(int code, String type, String text) {
        bytes(code, type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with bytes. */
    public synchronized void bytes(int code, String type, byte[] bytes) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        if (closing) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        status.set(code);
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (code == 429 || code == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    /** Adds a header to the answer that is still to come. */
    public void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Begins an answer whose parts come one by one; the caller finishes it. */
    public synchronized EventStream events() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("this request was answered already");
        }
        status.set(200);
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.getHeaders().put("X-Accel-Buffering", "no");
        return new EventStream(Content.Sink.asOutputStream(response), callback);
    }

    /**
     * Whether the client has gone before its answer. A client that sends its next request before it has this answer loses that one, and its
     * connection is closed so that it notices; no client does so unless told to.
     */
    synchronized boolean isClientGone() {
        if (answered.get() || closing) {
            return false;
        }
        int seen = ClientWatch.peek(request);
        closing = seen < 0;
        return seen > 0;
    }

    /** Has something done once the answer is given or given up; at once, if it is. */
    void whenEnded(Runnable action) {
        synchronized (atEnd) {
            if (!ended) {
                atEnd.add(action);
                return;
            }
        }
        action.run();
    }

    void end() {
        synchronized (atEnd) {
            ended = true;
        }
        atEnd.forEach(Runnable::run);
    }

    /** Gives up on an answer whose caller has gone. */
    void abandon(Throwable why) {
        if (answered.compareAndSet(false, true)) {
            status.set(499);
            callback.failed(why);
        }
    }
}
