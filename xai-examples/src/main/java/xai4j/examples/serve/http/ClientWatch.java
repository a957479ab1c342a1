package xai4j.examples.serve.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Notices clients that have gone while their answer is being made, so that the work can stop, and clients that take for ever to say what they
 * want. A server reads nothing while it works; so this looks, without waiting, whether the connection has ended.
 */
final class ClientWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final long HEADER_MILLIS = 30_000;
    private static final long UPLOAD_GRACE_MILLIS = 5_000;
    private static final long LEAST_BYTES_PER_SECOND = 1000;

    private final ServerConnector connector;
    private final Map<EndPoint, Boolean> asking = new ConcurrentHashMap<>();
    private final Map<EndPoint, Long> answeredAt = new ConcurrentHashMap<>();
    private final Map<Exchange, Runnable> waiting = new ConcurrentHashMap<>();
    private final Map<Exchange, Runnable> uploading = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watch over clients");
        thread.setDaemon(true);
        return thread;
    });

    ClientWatch(ServerConnector connector) {
        this.connector = connector;
        var unused = clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void begins(Request request) {
        asking.put(endPoint(request), true);
    }

    void ends(Request request) {
        EndPoint endPoint = endPoint(request);
        asking.remove(endPoint);
        answeredAt.put(endPoint, System.currentTimeMillis());
    }

    /**
     * Has something done when the client of a request, whose body was read whole, goes away before its answer.
     *
     * @return ends the watch
     */
    Runnable whenGone(Exchange exchange, Runnable gone) {
        waiting.put(exchange, gone);
        return () -> waiting.remove(exchange);
    }

    /**
     * Has something done when the body of a request comes more slowly than a thousand bytes a second.
     *
     * @return ends the watch
     */
    Runnable whenSlow(Exchange exchange, Runnable slow) {
        uploading.put(exchange, slow);
        return () -> uploading.remove(exchange);
    }

    private static boolean isSlow(Exchange exchange) {
        long millis = (System.nanoTime() - exchange.startNanos()) / 1_000_000;
        return millis > UPLOAD_GRACE_MILLIS
                && Request.getContentBytesRead(exchange.request()) * 1000 < LEAST_BYTES_PER_SECOND * millis;
    }

    private static EndPoint endPoint(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    private void look() {
        try {
            waiting.forEach((exchange, gone) -> {
                if (exchange.isClientGone() && waiting.remove(exchange) != null) {
                    gone.run();
                }
            });
            uploading.forEach((exchange, slow) -> {
                if (isSlow(exchange) && uploading.remove(exchange) != null) {
                    slow.run();
                }
            });
            closeTheSilent();
        } catch (RuntimeException e) {
            // the next look may see more
            waiting.keySet().removeIf(exchange -> exchange.status() != 0);
        }
    }

    /** A request whose header is not there in time is none. */
    private void closeTheSilent() {
        long now = System.currentTimeMillis();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            long since = answeredAt.getOrDefault(endPoint, endPoint.getCreatedTimeStamp());
            if (!asking.containsKey(endPoint) && now - since > HEADER_MILLIS) {
                endPoint.close();
            }
        }
        answeredAt.keySet().removeIf(endPoint -> !endPoint.isOpen());
        asking.keySet().removeIf(endPoint -> !endPoint.isOpen());
    }

    /**
     * Whether the other side has closed its connection.
     *
     * @return 1 if it has, 0 if not, −1 if there was a byte of another request, which is lost
     */
    static int peek(Request request) {
        EndPoint endPoint = endPoint(request);
        if (!endPoint.isOpen()) {
            return 1;
        }
        if (!(endPoint.getTransport() instanceof SocketChannel channel)) {
            return 0;
        }
        try {
            int read = channel.read(ByteBuffer.allocate(1));
            return read < 0 ? 1 : -read;
        } catch (IOException e) {
            return 1;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
