package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import xai4j.Models;
import xai4j.examples.serve.ExplainRequest;
import xai4j.examples.serve.Inference;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.Prediction;
import xai4j.examples.serve.ServedModel;
import xai4j.model.ModelSpec;
import xai4j.model.detection.Detection;

/** KServe's first protocol: which models there are, what they say, and why. */
final class InferenceApi {
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/json(\\s*;.*)?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ModelShelf shelf;
    private final Inference inference;
    private final Worker worker;
    private final MeterRegistry meters;

    InferenceApi(ModelShelf shelf, Inference inference, Worker worker, MeterRegistry meters) {
        this.shelf = shelf;
        this.inference = inference;
        this.worker = worker;
        this.meters = meters;
    }

    Routes addTo(Routes routes) {
        return routes.add("GET", "/v1/models", (exchange, path) -> exchange.json(200, list()))
                .add("GET", "/v1/models/{name}", (exchange, path) -> exchange.json(200, model(path.group(1))))
                .add("POST", "/v1/models/{name}:predict", (exchange, path) -> begin(exchange, path.group(1), false))
                .add("POST", "/v1/models/{name}:explain", (exchange, path) -> begin(exchange, path.group(1), true));
    }

    private ObjectNode list() {
        ObjectNode node = JSON.objectNode();
        shelf.names().forEach(node.putArray("models")::add);
        return node;
    }

    private ObjectNode model(String name) {
        try (ServedModel.Loan loan = shelf.lend(name)) {
            ServedModel served = loan.served();
            ModelSpec spec = served.model().spec();
            ObjectNode node = JSON.objectNode().put("name", name).put("ready", true);
            node.put("version", served.version());
            node.putObject("input")
                    .put("layout", spec.input().layout().name())
                    .put("channels", spec.input().channels())
                    .put("height", spec.input().height())
                    .put("width", spec.input().width());
            node.put("scores", spec.scores().name().toLowerCase(Locale.ROOT));
            node.put("sha256", spec.sha256());
            Models.labels(served.model()).forEach(node.putArray("labels")::add);
            ArrayNode explainers = node.putArray("explainers");
            served.applicability().forEach((method, applicability) -> explainers
                    .addObject()
                    .put("name", method)
                    .put("applicability", applicability.level().name().toLowerCase(Locale.ROOT))
                    .put("reason", applicability.reason()));
            return node;
        }
    }

    private void begin(Exchange exchange, String name, boolean explain) {
        // unknown names are refused before anything is read
        shelf.lend(name).close();
        worker.withBody(exchange, JSON_TYPE, "JSON (application/json)", body -> {
            try (ServedModel.Loan loan = shelf.lend(name)) {
                ExplainRequest request = RequestReader.read(body, inference.limits());
                exchange.json(
                        200, explain ? explained(loan.served(), request, exchange) : predicted(loan.served(), request));
            }
        });
    }

    private ObjectNode predicted(ServedModel served, ExplainRequest request) {
        ObjectNode node = JSON.objectNode();
        predictions(node, inference.predict(served, request));
        return node;
    }

    private ObjectNode explained(ServedModel served, ExplainRequest request, Exchange exchange) {
        List<Inference.Explained> all = inference.explain(served, request, exchange.startNanos());
        ObjectNode node = JSON.objectNode();
        predictions(node, all.stream().map(Inference.Explained::prediction).toList());
        ArrayNode explanations = node.putArray("explanations");
        for (Inference.Explained one : all) {
            Timer.builder("xai.explanations")
                    .description("Explanations by model and method")
                    .tag("model", served.name())
                    .tag("method", one.explanation().provenance().method())
                    .register(meters)
                    .record((long) (1e9 * one.explanation().provenance().seconds()), TimeUnit.NANOSECONDS);
            explanations.add(ExplanationAnswer.of(one, request.withHeatmap()));
        }
        return node;
    }

    private static void predictions(ObjectNode node, List<Prediction> predictions) {
        ArrayNode all = node.putArray("predictions");
        for (Prediction prediction : predictions) {
            ArrayNode one = all.addArray();
            prediction.scores().forEach(one::add);
            for (Detection found : prediction.found()) {
                ObjectNode object = one.addObject();
                object.put("displayName", found.label()).put("index", found.index());
                object.put("confidence", found.score());
                object.putArray("box")
                        .add(found.box().left())
                        .add(found.box().top())
                        .add(found.box().right())
                        .add(found.box().bottom());
            }
        }
    }
}
