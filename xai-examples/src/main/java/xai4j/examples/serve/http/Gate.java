package xai4j.examples.serve.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Through which every request comes: headers, access, the way to its endpoint, and its time in the metrics. */
final class Gate extends Handler.Abstract {
    private final Routes routes;
    private final Access access;
    private final ErrorAnswers errors;
    private final MeterRegistry meters;
    private final ClientWatch watch;

    Gate(Routes routes, Access access, ErrorAnswers errors, MeterRegistry meters, ClientWatch watch) {
        this.routes = routes;
        this.access = access;
        this.errors = errors;
        this.meters = meters;
        this.watch = watch;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.add(response.getHeaders());
        Exchange exchange = new Exchange(request, response, callback);
        watch.begins(request);
        List<Routes.Match> matches = routes.matching(exchange.path());
        List<Routes.Match> fitting = matches.stream()
                .filter(match -> match.route().method().equals(request.getMethod()))
                .toList();
        String name = fitting.isEmpty() ? "none" : fitting.get(0).route().name();
        Request.addCompletionListener(request, failure -> ends(exchange, name));
        try {
            dispatch(exchange, matches, fitting);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
            errors.answer(exchange, e);
        }
        return true;
    }

    private void dispatch(Exchange exchange, List<Routes.Match> matches, List<Routes.Match> fitting) {
        if (!access.isForUs(exchange.request())) {
            exchange.error(421, "this service answers on this machine only; start it with --host to serve others");
        } else if (matches.isEmpty()) {
            exchange.error(404, "there is nothing at this path; /openapi.json tells what there is");
        } else if (fitting.isEmpty()) {
            String allowed = matches.stream()
                    .map(match -> match.route().method())
                    .distinct()
                    .collect(Collectors.joining(", "));
            exchange.header(HttpHeader.ALLOW.asString(), allowed);
            exchange.error(405, exchange.request().getMethod() + " is not possible here; " + allowed + " is");
        } else if (!fitting.get(0).route().open() && !access.isAllowed(exchange.request())) {
            exchange.header(HttpHeader.WWW_AUTHENTICATE.asString(), "Bearer");
            exchange.error(401, "a token is needed: Authorization: Bearer …");
        } else {
            fitting.get(0).route().endpoint().handle(exchange, fitting.get(0).path());
        }
    }

    private void ends(Exchange exchange, String name) {
        watch.ends(exchange.request());
        exchange.end();
        Timer.builder("xai.requests")
                .description("Requests by route and status")
                .tag("method", fittingMethod(exchange))
                .tag("route", name)
                .tag("status", Integer.toString(exchange.status()))
                .register(meters)
                .record(System.nanoTime() - exchange.startNanos(), TimeUnit.NANOSECONDS);
    }

    /** One of few, so that a stranger's inventions do not fill the metrics. */
    private static String fittingMethod(Exchange exchange) {
        String method = exchange.request().getMethod();
        return List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS").contains(method) ? method : "other";
    }
}
