package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** What operators ask: is it alive, is it ready, how is it doing, what can it do. */
final class OperationsApi {
    private final PrometheusMeterRegistry meters;
    private final BooleanSupplier ready;
    private final byte[] description;

    OperationsApi(PrometheusMeterRegistry meters, BooleanSupplier ready) {
        this.meters = meters;
        this.ready = ready;
        try (InputStream in = Objects.requireNonNull(OperationsApi.class.getResourceAsStream("openapi.json"))) {
            description = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the jar holds no openapi.json", e);
        }
    }

    Routes addTo(Routes routes) {
        return routes.open(
                        "GET",
                        "/v2/health/live",
                        (exchange, path) -> exchange.json(
                                200, JsonNodeFactory.instance.objectNode().put("live", true)))
                .open("GET", "/v2/health/ready", (exchange, path) -> ready(exchange))
                .add(
                        "GET",
                        "/metrics",
                        (exchange, path) ->
                                exchange.text(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()))
                .open("GET", "/openapi.json", (exchange, path) -> exchange.bytes(200, "application/json", description));
    }

    private void ready(Exchange exchange) {
        if (ready.getAsBoolean()) {
            exchange.json(200, JsonNodeFactory.instance.objectNode().put("ready", true));
        } else {
            exchange.error(503, "the service is about to stop");
        }
    }
}
