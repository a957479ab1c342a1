package xai4j.examples.serve.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import xai4j.Models;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.Prediction;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.ServedModel;
import xai4j.examples.serve.http.Exchange;
import xai4j.examples.serve.http.Routes;
import xai4j.examples.serve.http.Worker;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;

/** What a page must know of a model: its classes, its methods with their options as they are declared, and what it says of a picture. */
final class ModelCards {
    private static final int BARS = 5;
    /** What belongs to the page, or to the service, and is no field of a method. */
    private static final Set<String> ELSEWHERE = Set.of("target", "max-seconds");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ModelShelf shelf;
    private final Pictures pictures;
    private final Worker worker;
    private final Map<String, String> starting;

    /**
     * Cards of the models on a shelf.
     *
     * @param starting values with which a page begins where a method has the option, by name of the option
     */
    ModelCards(ModelShelf shelf, Pictures pictures, Worker worker, Map<String, String> starting) {
        this.shelf = shelf;
        this.pictures = pictures;
        this.worker = worker;
        this.starting = Map.copyOf(starting);
    }

    Routes addTo(Routes routes) {
        return routes.add("GET", "/app/api/models", (exchange, path) -> exchange.json(200, list()))
                .add("GET", "/app/api/models/{name}", (exchange, path) -> card(exchange, path.group(1)))
                .add(
                        "GET",
                        "/app/api/models/{name}/predictions/{picture}",
                        (exchange, path) -> predict(exchange, path.group(1), path.group(2)));
    }

    private ArrayNode list() {
        ArrayNode all = JSON.arrayNode();
        shelf.names().forEach(all::add);
        return all;
    }

    private void card(Exchange exchange, String name) {
        try (ServedModel.Loan loan = shelf.lend(name)) {
            ServedModel served = loan.served();
            ObjectNode node = JSON.objectNode().put("name", name).put("version", served.version());
            Models.labels(served.model()).forEach(node.putArray("labels")::add);
            node.put("usual", served.usualMethod());
            node.put("detector", served.model().as(DetectionModel.class).isPresent());
            node.put(
                    "visualizable", served.model().as(DifferentiableModel.class).isPresent());
            node.put("prototypes", served.can("prototypes"));
            node.put("decided", served.hasTree());
            ObjectNode begin = node.putObject("starting");
            starting.forEach(begin::put);
            ArrayNode methods = node.putArray("methods");
            served.methods().forEach(method -> method(methods.addObject(), method, served));
            exchange.json(200, node);
        }
    }

    private static void method(ObjectNode node, ExplainerDescriptor method, ServedModel served) {
        node.put("name", method.name()).put("meaning", method.meaning());
        node.put("applicability", level(served, method.name()));
        node.put("reason", served.applicability(method.name()).reason());
        Options options = served.explainer(method.name()).options();
        Map<String, String> values = options.describe();
        ArrayNode fields = node.putArray("options");
        for (Option<?> option : options.known()) {
            // of some options every word is a file's name
            if (!ELSEWHERE.contains(option.name()) && !option.namesFile("zero")) {
                field(fields.addObject(), option, values.getOrDefault(option.name(), ""));
            }
        }
    }

    private static String level(ServedModel served, String method) {
        return served.applicability(method).level().name().toLowerCase(Locale.ROOT);
    }

    private static void field(ObjectNode node, Option<?> option, String value) {
        Option.Form form = option.form();
        node.put("name", option.name()).put("meaning", option.meaning()).put("value", value);
        node.put("kind", form.kind().name().toLowerCase(Locale.ROOT));
        form.choices().forEach(node.putArray("choices")::add);
        if (Double.isFinite(form.least())) {
            node.put("least", form.least());
        }
        if (Double.isFinite(form.most())) {
            node.put("most", form.most());
        }
    }

    private void predict(Exchange exchange, String name, String picture) {
        shelf.lend(name).close();
        var photograph = pictures.find(picture);
        worker.inQueue(exchange, () -> {
            try (ServedModel.Loan loan = shelf.lend(name)) {
                var model = loan.served().model();
                Prediction said = Prediction.of(model, model.spec().prepare(photograph), Score.PROBABILITY);
                ObjectNode node = JSON.objectNode();
                ArrayNode top = node.putArray("top");
                said.top(BARS, model).forEach(ranked -> top.addObject()
                        .put("index", ranked.index())
                        .put("label", ranked.label())
                        .put("score", ranked.score()));
                ArrayNode found = node.putArray("found");
                said.found()
                        .forEach(object ->
                                found(found.addObject(), object, photograph.getWidth(), photograph.getHeight()));
                exchange.json(200, node);
            } catch (IllegalArgumentException e) {
                throw new RequestException(RequestException.UNPROCESSABLE, String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static void found(ObjectNode node, Detection found, int width, int height) {
        node.put("label", found.label()).put("score", found.score());
        node.putArray("box")
                .add(found.box().left() / width)
                .add(found.box().top() / height)
                .add(found.box().right() / width)
                .add(found.box().bottom() / height);
    }
}
