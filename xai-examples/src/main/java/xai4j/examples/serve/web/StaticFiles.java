package xai4j.examples.serve.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.http.Exchange;
import xai4j.examples.serve.http.Routes;

/** The files of the pages: those that are listed here and no others, read once from the jar. */
final class StaticFiles {
    private static final List<String> FILES = List.of(
            "index.html",
            "app.css",
            "app.js",
            "api.js",
            "dom.js",
            "pictures.js",
            "camera.js",
            "methods.js",
            "options.js",
            "overlay.js",
            "cards.js",
            "prototypes.js",
            "tree.js",
            "tour.js",
            "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, byte[]> contents =
            FILES.stream().collect(Collectors.toMap(Function.identity(), StaticFiles::read));

    private static byte[] read(String file) {
        try (InputStream in = Objects.requireNonNull(StaticFiles.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar holds no " + file, e);
        }
    }

    Routes addTo(Routes routes) {
        return routes.open("GET", "/", (exchange, path) -> send(exchange, "index.html"))
                .open("GET", "/favicon.ico", (exchange, path) -> send(exchange, "icon.svg"))
                .open("GET", "/app/{file}", (exchange, path) -> send(exchange, path.group(1)));
    }

    private void send(Exchange exchange, String file) {
        byte[] content = contents.get(file);
        if (content == null) {
            throw new RequestException(RequestException.NOT_FOUND, "there is no such file");
        }
        String type = Objects.requireNonNull(TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
        exchange.bytes(200, type, content);
    }
}
