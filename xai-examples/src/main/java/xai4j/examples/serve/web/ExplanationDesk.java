package xai4j.examples.serve.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Rescoring;
import xai4j.evaluate.WhatIf;
import xai4j.examples.serve.ExplainerSetup;
import xai4j.examples.serve.Inference;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.ServedModel;
import xai4j.examples.serve.http.EventStream;
import xai4j.examples.serve.http.Exchange;
import xai4j.examples.serve.http.Routes;
import xai4j.examples.serve.http.Worker;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.json.ExplanationJson;

/** Where pages order explanations, hear how far they have come, and find them again. */
final class ExplanationDesk {
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/json(\\s*;.*)?");
    private static final long KEPT_BYTES = 128L << 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ModelShelf shelf;
    private final Pictures pictures;
    private final Inference inference;
    private final Worker worker;
    private final Identifiers identifiers = new Identifiers();
    private final RecentlyUsed<String, Kept> kept = new RecentlyUsed<>(RecentlyUsed.bytes(KEPT_BYTES), Kept::weight);

    ExplanationDesk(ModelShelf shelf, Pictures pictures, Inference inference, Worker worker) {
        this.shelf = shelf;
        this.pictures = pictures;
        this.inference = inference;
        this.worker = worker;
    }

    Routes addTo(Routes routes) {
        return routes.add("POST", "/app/api/explanations", (exchange, path) -> order(exchange))
                .add(
                        "GET",
                        "/app/api/explanations/{id}",
                        (exchange, path) -> exchange.json(200, view(path.group(1), find(path.group(1)))))
                .add("GET", "/app/api/explanations/{id}/json", (exchange, path) -> json(exchange, path.group(1)))
                .add("GET", "/app/api/explanations/{id}/png", (exchange, path) -> png(exchange, path.group(1)))
                .add("GET", "/app/api/explanations/{id}/report", (exchange, path) -> report(exchange, path.group(1)))
                .add(
                        "POST",
                        "/app/api/explanations/{id}/without-negatives",
                        (exchange, path) -> withoutNegatives(exchange, path.group(1)));
    }

    private void order(Exchange exchange) {
        worker.withBody(exchange, JSON_TYPE, "JSON (application/json)", body -> {
            ExplanationOrder order = ExplanationOrder.read(body);
            BufferedImage picture = pictures.find(order.picture());
            try (ServedModel.Loan loan = shelf.lend(order.model())) {
                double left = inference.limits().seconds() - (System.nanoTime() - exchange.startNanos()) / 1e9;
                Explainer<?> explainer = order.decision() < 0
                        ? ExplainerSetup.of(
                                loan.served(), order.method(), order.target(), order.options(), Math.max(0.05, left))
                        : TreeDecision.explainer(loan.served(), order.decision());
                PreparedImage image = prepared(loan.served(), picture);
                explain(exchange, order, explainer, image);
            }
        });
    }

    private static PreparedImage prepared(ServedModel served, BufferedImage picture) {
        try {
            return served.model().spec().prepare(picture);
        } catch (IllegalArgumentException e) {
            throw new RequestException(RequestException.UNPROCESSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** From here on errors are events, too: the answer has begun. */
    private void explain(Exchange exchange, ExplanationOrder order, Explainer<?> explainer, PreparedImage image) {
        try (EventStream events = exchange.events()) {
            events.send("begun", JSON.objectNode().put("method", explainer.method()));
            try {
                Explanation explanation = Inference.run(explainer, image, new EventProgress(events));
                Kept made = new Kept(order.model(), order.picture(), image, explanation);
                String id = identifiers.next();
                kept.put(id, made);
                events.send("result", view(id, made));
            } catch (CancellationException e) {
                events.send("failed", JSON.objectNode().put("error", "cancelled"));
            } catch (xai4j.tensor.XaiException e) {
                events.send("failed", JSON.objectNode().put("error", String.valueOf(e.getMessage())));
            } catch (OutOfMemoryError e) {
                events.send("failed", JSON.objectNode().put("error", "this needs more memory than the service has"));
            }
        }
    }

    private static ObjectNode view(String id, Kept made) {
        BufferedImage picture = made.image().picture();
        ObjectNode node = new ExplanationView(made.explanation(), picture.getWidth(), picture.getHeight()).json();
        return node.put("id", id).put("model", made.model()).put("picture", made.picture());
    }

    private Kept find(String id) {
        return kept.get(id)
                .orElseThrow(() -> new RequestException(
                        RequestException.NOT_FOUND,
                        "this result is not here any more; results are kept in memory for a while only"));
    }

    private void json(Exchange exchange, String id) {
        Kept made = find(id);
        worker.inQueue(exchange, () -> {
            exchange.header("Content-Disposition", "attachment; filename=\"" + name(made) + ".json\"");
            exchange.bytes(
                    200,
                    "application/json",
                    ExplanationJson.write(made.explanation()).getBytes(StandardCharsets.UTF_8));
        });
    }

    private void png(Exchange exchange, String id) {
        Kept made = find(id);
        worker.inQueue(exchange, () -> {
            exchange.header("Content-Disposition", "attachment; filename=\"" + name(made) + ".png\"");
            exchange.bytes(
                    200,
                    "image/png",
                    Images.png(made.explanation()
                            .render()
                            .overlay(Pictures.bounded(made.image().picture()))));
        });
    }

    private void report(Exchange exchange, String id) {
        Kept made = find(id);
        worker.inQueue(exchange, () -> {
            String page = made.explanation()
                    .report()
                    .photograph(made.image().picture())
                    .html();
            exchange.header("Content-Disposition", "attachment; filename=\"" + name(made) + ".html\"");
            exchange.text(200, "text/html; charset=utf-8", page);
        });
    }

    /** The method's registered name is made of harmless letters. */
    private static String name(Kept made) {
        return made.explanation().provenance().method().replaceAll("[^a-z0-9+-]", "_");
    }

    private void withoutNegatives(Exchange exchange, String id) {
        Kept made = find(id);
        if (!(made.explanation() instanceof SegmentAttribution why)) {
            throw new RequestException(
                    RequestException.UNPROCESSABLE,
                    "only regions can be removed; ask a method that explains by regions");
        }
        worker.inQueue(exchange, () -> {
            try (ServedModel.Loan loan = shelf.lend(made.model())) {
                String fill = why.provenance().options().getOrDefault("fill", "grey");
                Rescoring check = WhatIf.of(loan.served().model(), made.image())
                        .fill(Baseline.parse(fill))
                        .withoutNegatives(why);
                exchange.json(200, rescored(check, fill));
            }
        });
    }

    private static ObjectNode rescored(Rescoring check, String fill) {
        ObjectNode node = JSON.objectNode().put("fill", fill);
        check.hidden().forEach(node.putArray("hidden")::add);
        scores(node.putArray("before"), check.before());
        scores(node.putArray("after"), check.after());
        return node;
    }

    private static void scores(ArrayNode node, List<ExplainedTarget> targets) {
        targets.forEach(target -> node.addObject().put("label", target.label()).put("score", target.score()));
    }
}
