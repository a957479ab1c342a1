package xai4j.examples.serve.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import xai4j.examples.serve.Inference;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.WorkQueue;
import xai4j.tensor.XaiException;

/** The service: one port, the models of a shelf, and limits on everything. */
public final class HttpService implements AutoCloseable {
    private static final int THREADS = 24;
    private static final int CONNECTIONS = 256;
    private static final int HEADER_BYTES = 8192;
    private static final int READ_BYTES = 65_536;
    private static final long IDLE_MILLIS = 30_000;

    private final Server server;
    private final ServerConnector connector;
    private final WorkQueue queue;
    private final ClientWatch watch;
    private final Inference inference;
    private final Worker worker;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Routes routes = new Routes();

    /**
     * Where and for whom.
     *
     * @param host address to listen on; loopback serves this machine alone
     * @param port 0 takes a free one
     * @param token that every request must bear, if any
     */
    public record Door(String host, int port, Optional<String> token) {
        /** This machine alone, on a free port, without a token. */
        public static Door local() {
            return new Door("127.0.0.1", 0, Optional.empty());
        }

        private boolean isLocal() {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                throw new XaiException("there is no address " + host + " on this machine", e);
            }
        }
    }

    /**
     * Prepares a service; {@link #start} opens its port.
     *
     * @param shelf the models; closed by the caller
     * @param log where our own failures are told
     */
    public HttpService(ModelShelf shelf, ServeLimits limits, Door door, PrintWriter log) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        server = new Server(threads);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        // a photograph in a few reads, not in dozens
        http.setInputBufferSize(READ_BYTES);
        connector = new ServerConnector(server, 1, 1, http);
        connector.setHost(door.host());
        connector.setPort(door.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        ErrorAnswers errors = new ErrorAnswers(log);
        queue = new WorkQueue(limits);
        watch = new ClientWatch(connector);
        UploadMemory memory = new UploadMemory(
                Math.max(2 * limits.bodyBytes(), Runtime.getRuntime().maxMemory() / 4));
        worker = new Worker(queue, memory, limits.bodyBytes(), errors, watch);
        inference = new Inference(limits);
        measure(memory);
        new InferenceApi(shelf, inference, worker, meters).addTo(routes);
        new OperationsApi(meters, ready::get).addTo(routes);
        Gate gate = new Gate(routes, new Access(door.token(), door.isLocal()), errors, meters, watch);
        server.setHandler(new GracefulHandler(gate));
        server.setErrorHandler(new JsonErrorHandler());
        server.setStopTimeout((long) (1000 * limits.seconds()) + 1000);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        configuration.setHttpCompliance(HttpCompliance.RFC7230);
        return configuration;
    }

    private void measure(UploadMemory memory) {
        Gauge.builder("xai.queue.waiting", queue, WorkQueue::waiting)
                .description("Requests that wait for their turn")
                .register(meters);
        Gauge.builder("xai.queue.running", queue, WorkQueue::running)
                .description("Requests that are worked on")
                .register(meters);
        Gauge.builder("xai.upload.memory", memory, UploadMemory::taken)
                .description("Memory that bodies take")
                .baseUnit("bytes")
                .register(meters);
        new JvmMemoryMetrics().bindTo(meters);
    }

    /** Paths to which others may add, before the start. */
    public Routes routes() {
        return routes;
    }

    /** What does the work. */
    public Worker worker() {
        return worker;
    }

    WorkQueue queue() {
        return queue;
    }

    /** What answers. */
    public Inference inference() {
        return inference;
    }

    /**
     * Opens the port.
     *
     * @throws XaiException if it is taken or may not be opened
     */
    public void start() {
        try {
            server.start();
            ready.set(true);
        } catch (IOException e) {
            throw new XaiException(
                    "cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage() + "; choose another --port",
                    e);
        } catch (Exception e) {
            throw new XaiException("the service cannot start: " + e.getMessage(), e);
        }
    }

    /** The port that is open. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes nothing new, finishes what runs within its time, and closes. */
    @Override
    public void close() {
        ready.set(false);
        try {
            server.stop();
        } catch (Exception e) {
            throw new XaiException("the service did not stop in order: " + e.getMessage(), e);
        } finally {
            queue.finish(1);
            queue.close();
            watch.close();
            meters.close();
        }
    }
}
