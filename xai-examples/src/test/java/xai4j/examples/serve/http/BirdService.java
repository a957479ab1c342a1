package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.ServedModel;

/** A service with the fair bird network, for tests. */
final class BirdService implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final ModelShelf shelf = new ModelShelf();
    final HttpService service;
    final Path model;
    final byte[] fennet;
    final StringWriter log = new StringWriter();
    private final HttpClient client = HttpClient.newHttpClient();

    BirdService(Path folder, ServeLimits limits, HttpService.Door door) throws IOException {
        model = BirdSample.CNN.copyTo(folder);
        fennet = Files.readAllBytes(BirdSample.FENNET.copyTo(folder));
        shelf.put(new ServedModel("birds", "", Models.load(model), Optional.empty()));
        service = new HttpService(shelf, limits, door, new PrintWriter(log, true));
        service.start();
    }

    BirdService(Path folder, ServeLimits limits) throws IOException {
        this(folder, limits, HttpService.Door.local());
    }

    /** An answer. */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> whole) {
        String error() {
            return json.path("error").asText();
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(
                headers.length == 0 ? request.header("Content-Type", "application/json") : request.headers(headers));
    }

    Answer explain(String parameters) throws IOException, InterruptedException {
        return post("/v1/models/birds:explain", body(parameters));
    }

    /** What comes back for some bytes, until the service closes or says nothing more for a second. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            try {
                for (int b = socket.getInputStream().read();
                        b >= 0;
                        b = socket.getInputStream().read()) {
                    answer.append((char) b);
                }
            } catch (SocketTimeoutException e) {
                return answer.toString();
            }
            return answer.toString();
        }
    }

    /** A request of which a part was sent; the caller closes it. */
    Socket begun(String body, double part) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket("127.0.0.1", service.port());
        socket.getOutputStream()
                .write(
                        ("POST /v1/models/birds:explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + bytes.length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes, 0, (int) (part * bytes.length));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Work of several seconds, bounded by the service's time for a request. */
    CompletableFuture<Answer> slow() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return explain("{\"method\": \"lime\", \"options\": {\"samples\": 20000, \"max-seconds\": 1.5}}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    void awaitRunning(int count) throws InterruptedException {
        await(() -> service.queue().running() == count);
    }

    void awaitWaiting(int count) throws InterruptedException {
        await(() -> service.queue().waiting() == count);
    }

    private static void await(BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 1000 && !holds.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        if (!holds.getAsBoolean()) {
            throw new AssertionError("did not come to pass in twenty seconds");
        }
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode json = type.equals("application/json") ? JSON.readTree(response.body()) : JSON.missingNode();
        return new Answer(response.statusCode(), json, response);
    }

    /** A request for the fennet with the given parameters, as JSON. */
    String body(String parameters) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("instances").addObject().putObject("image").put("b64", fennet);
        if (!parameters.isEmpty()) {
            body.set("parameters", JSON.readTree(parameters));
        }
        return body.toString();
    }

    /** The same for one option of a method. */
    String body(String method, String option, String value) throws IOException {
        ObjectNode parameters = JSON.createObjectNode().put("method", method);
        parameters.set("options", JSON.valueToTree(Map.of(option, value)));
        return body(parameters.toString());
    }

    @Override
    public void close() {
        service.close();
        shelf.close();
    }
}
