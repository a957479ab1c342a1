package xai4j.examples.serve.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.ServedModel;
import xai4j.examples.serve.http.HttpService;
import xai4j.image.Images;

/** What the page asks of the service, asked by somebody who is not the page. */
class WebApiTest {
    @TempDir
    static Path folder;

    private static final StringWriter LOG = new StringWriter();
    private static final ModelShelf SHELF = new ModelShelf();
    private static HttpService service;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        SHELF.put(new ServedModel("birds", "", Models.load(BirdSample.CNN.copyTo(folder)), Optional.empty()));
        service = new HttpService(
                SHELF,
                ServeLimits.defaults()
                        .withSizes(1 << 20, 4_000_000)
                        .withWork(1, 8)
                        .withSeconds(300),
                HttpService.Door.local(),
                new PrintWriter(LOG, true));
        Example fennet = new Example("crested fennet", "", Images.read(BirdSample.FENNET.copyTo(folder)));
        WebApplication.addTo(service, SHELF, Map.of("fennet", fennet));
        service.start();
    }

    @AfterAll
    static void stop() {
        service.close();
        SHELF.close();
        assertThat(LOG.toString()).isEmpty();
    }

    private HttpResponse<String> ask(String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return client.send(
                (type.isEmpty() ? request : request.header("Content-Type", type)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/app/api/pictures/nothing|''|''|404|no such picture here any more",
                "GET|/app/api/pictures/..%2f..%2fetc%2fpasswd|''|''|400|",
                "GET|/app/..%2fapp.js|''|''|400|",
                "GET|/app/nothing.js|''|''|404|no such file",
                "GET|/app/api/models/robins|''|''|404|there is no model \"robins\"",
                "GET|/app/api/models/birds/predictions/nothing|''|''|404|no such picture",
                "GET|/app/api/models/birds/classes/x|''|''|400|a class is a number",
                "GET|/app/api/models/birds/classes/99|''|''|400|99",
                "GET|/app/api/explanations/nothing|''|''|404|this result is not here any more",
                "GET|/app/api/explanations/nothing/png|''|''|404|this result is not here any more",
                "POST|/app/api/explanations/nothing/without-negatives|application/json|{}|404|not here any more",
                "POST|/app/api/pictures|text/html|<svg/>|415|a picture",
                "POST|/app/api/pictures|image/svg+xml|<svg onload=\"alert(1)\"/>|400|no image of a known kind",
                "POST|/app/api/pictures|image/png|''|400|empty",
                "POST|/app/api/explanations|text/plain|{}|415|JSON",
                "POST|/app/api/explanations|application/json|[]|400|the body is no order",
                "POST|/app/api/explanations|application/json|{}|400|\"picture\" and \"model\" are needed",
                "POST|/app/api/explanations|application/json|{\"picture\": 1, \"x\": 2}|400|no order",
                "POST|/app/api/explanations|application/json|{\"picture\": \"fennet\", \"model\": \"robins\"}|404|no model \"robins\"",
                "POST|/app/api/explanations|application/json|{\"picture\": \"fennet\", \"model\": \"birds\", \"method\": \"x\"}|400|unknown method",
                "POST|/app/api/explanations|application/json|{\"picture\": \"fennet\", \"model\": \"birds\", \"target\": \"similar:/etc/passwd\"}|400|no file is read",
                "POST|/app/api/explanations|application/json|{\"picture\": \"fennet\", \"model\": \"birds\", \"method\": \"lime\", \"options\": {\"fill\": \"file:/etc/passwd\"}}|400|no file is read",
                "POST|/app/api/explanations|application/json|{\"picture\": \"fennet\", \"model\": \"birds\", \"decision\": 99}|4|99",
                "DELETE|/app/api/models|''|''|405|not possible here"
            })
    void whatMakesNoSenseIsOneLine(String method, String path, String type, String body, String status, String line)
            throws Exception {
        HttpResponse<String> answer = ask(method, path, type, body);
        assertThat(Integer.toString(answer.statusCode())).as(answer.body()).startsWith(status);
        assertThat(answer.body()).matches("\\{\"error\":\"[^\\n]{1,1500}\"\\}").doesNotContain("Exception", "\tat ");
        if (line != null) {
            assertThat(answer.body().replace("\\\"", "\"")).contains(line);
        }
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
    }

    /** A target that the model has not is found when the answer has begun; it is told as an event. */
    @Test
    void anOrderThatFailsLaterIsTold() throws Exception {
        HttpResponse<String> answer = ask(
                "POST",
                "/app/api/explanations",
                "application/json",
                "{\"picture\": \"fennet\", \"model\": \"birds\", \"target\": \"robin\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("event: failed", "robin").doesNotContain("event: result");
    }

    @Test
    void aListenerWhoGoesAwayTakesTheWorkAlong() throws Exception {
        String order =
                "{\"picture\": \"fennet\", \"model\": \"birds\", \"method\": \"lime\", \"options\": {\"samples\": \"100000\"}}";
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /app/api/explanations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: " + order.length() + "\r\n\r\n" + order)
                                    .getBytes(StandardCharsets.US_ASCII));
            awaitText(socket.getInputStream(), "event: progress");
        }
        // left alone it would have worked for five minutes
        for (int i = 0; i < 1200 && isBusy(); i++) {
            Thread.sleep(50);
        }
        assertThat(isBusy()).isFalse();
    }

    private boolean isBusy() throws Exception {
        return !ask("GET", "/metrics", "", "").body().contains("xai_queue_running 0.0");
    }

    private static void awaitText(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().contains(text)) {
            int next = in.read();
            assertThat(next).as(read.toString()).isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void whatIsKeptIsBounded() {
        RecentlyUsed<Integer, String> kept = new RecentlyUsed<>(10, String::length);
        kept.put(1, "12345");
        kept.put(2, "12345");
        assertThat(kept.get(1)).isPresent();
        kept.put(3, "1");
        assertThat(kept.get(2)).as("the one that nobody asked for").isEmpty();
        assertThat(kept.get(1)).isPresent();
        kept.put(4, "longer than all together");
        assertThat(kept.held()).isEqualTo(24);
        assertThat(kept.get(4)).as("the last is kept, however large").isPresent();
        assertThat(RecentlyUsed.bytes(Long.MAX_VALUE))
                .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
    }

    @Test
    void thePictureOfAClassIsMadeOnce() throws Exception {
        HttpResponse<byte[]> first = bytes("/app/api/models/birds/classes/2");
        HttpResponse<byte[]> second = bytes("/app/api/models/birds/classes/2");
        assertThat(first.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(second.body()).isEqualTo(first.body());
    }

    private HttpResponse<byte[]> bytes(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theLabelsOfAPageAreTextAndItsScriptsAreOurs() throws Exception {
        String page = ask("GET", "/", "", "").body();
        assertThat(page).doesNotContain("http://", "https://", "onclick", "javascript:", "<style");
        assertThat(page.split("<script", -1)).hasSize(2);
    }
}
