package xai4j.examples.serve.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import xai4j.examples.serve.Inference;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.http.Exchange;
import xai4j.examples.serve.http.Routes;
import xai4j.examples.serve.http.Worker;
import xai4j.image.Images;
import xai4j.image.Interpolation;

/** The pictures that visitors look at: examples, and what they bring, kept in memory for a while. */
final class Pictures {
    private static final Pattern TYPE = Pattern.compile("(?i)(image/[a-z0-9.+-]+|application/octet-stream)(\\s*;.*)?");
    private static final long KEPT_BYTES = 240L << 20;
    private static final long SHOWN_BYTES = 32L << 20;
    private static final int SHOWN_SIDE = 1024;
    private static final String PNG = "image/png";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Example> examples;
    private final Inference inference;
    private final Worker worker;
    private final Identifiers identifiers = new Identifiers();
    private final RecentlyUsed<String, BufferedImage> brought = new RecentlyUsed<>(
            RecentlyUsed.bytes(KEPT_BYTES), picture -> (long) Integer.BYTES * picture.getWidth() * picture.getHeight());

    /** The same as files, so that whoever opens the page does not have all examples encoded anew. */
    private final RecentlyUsed<String, byte[]> shown =
            new RecentlyUsed<>(RecentlyUsed.bytes(SHOWN_BYTES), png -> png.length);

    Pictures(Map<String, Example> examples, Inference inference, Worker worker) {
        this.examples = examples;
        this.inference = inference;
        this.worker = worker;
    }

    Routes addTo(Routes routes) {
        return routes.add("GET", "/app/api/examples", (exchange, path) -> exchange.json(200, list()))
                .add("POST", "/app/api/pictures", (exchange, path) -> take(exchange))
                .add("GET", "/app/api/pictures/{id}", (exchange, path) -> show(exchange, path.group(1)));
    }

    private ArrayNode list() {
        ArrayNode all = JSON.arrayNode();
        examples.forEach((id, example) ->
                all.addObject().put("id", id).put("title", example.title()).put("note", example.note()));
        return all;
    }

    private void take(Exchange exchange) {
        worker.withBody(exchange, TYPE, "a picture (image/…)", body -> {
            BufferedImage picture = inference.picture(body, "you sent");
            String id = identifiers.next();
            brought.put(id, picture);
            ObjectNode node = JSON.objectNode().put("id", id);
            node.put("width", picture.getWidth()).put("height", picture.getHeight());
            Images.warnings(picture).forEach(node.putArray("warnings")::add);
            exchange.json(200, node);
        });
    }

    private void show(Exchange exchange, String id) {
        BufferedImage picture = find(id);
        Optional<byte[]> before = shown.get(id);
        if (before.isPresent()) {
            exchange.bytes(200, PNG, before.get());
            return;
        }
        worker.inQueue(exchange, () -> {
            byte[] png = Images.png(bounded(picture));
            shown.put(id, png);
            exchange.bytes(200, PNG, png);
        });
    }

    /** A picture at a size that a page shows; positions are given in shares of its sides, so that they fit any. */
    static BufferedImage bounded(BufferedImage picture) {
        double factor = (double) SHOWN_SIDE / Math.max(picture.getWidth(), picture.getHeight());
        return factor >= 1
                ? picture
                : Images.resized(
                        picture,
                        Math.max(1, (int) Math.round(factor * picture.getWidth())),
                        Math.max(1, (int) Math.round(factor * picture.getHeight())),
                        Interpolation.BILINEAR);
    }

    /**
     * A picture by its name.
     *
     * @throws RequestException if there is none, or it was forgotten
     */
    BufferedImage find(String id) {
        Example example = examples.get(id);
        return example != null
                ? example.picture()
                : brought.get(id)
                        .orElseThrow(
                                () -> new RequestException(
                                        RequestException.NOT_FOUND,
                                        "there is no such picture here any more; pictures are kept in memory for a while only"));
    }
}
