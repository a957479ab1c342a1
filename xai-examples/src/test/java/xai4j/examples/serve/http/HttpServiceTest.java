package xai4j.examples.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.ServedModel;
import xai4j.explain.Explanation;
import xai4j.explain.Option;
import xai4j.explain.Target;
import xai4j.image.ImageBudget;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;

class HttpServiceTest {
    @TempDir
    static Path folder;

    private static BirdService birds;

    @BeforeAll
    static void start() throws IOException {
        birds = new BirdService(folder, ServeLimits.defaults().withSizes(1 << 20, 4_000_000));
    }

    @AfterAll
    static void stop() {
        birds.close();
        assertThat(birds.log.toString()).isEmpty();
    }

    @Test
    void predictionsAreThoseOfTheLibrary() throws Exception {
        BirdService.Answer answer = birds.post("/v1/models/birds:predict", birds.body(""));
        assertThat(answer.status()).isEqualTo(200);
        try (Model model = Models.load(birds.model)) {
            float[] expected = model.predict(prepared(model).batch(), Score.PROBABILITY)
                    .row(0)
                    .toArray();
            assertThat(floats(answer.json().at("/predictions/0"))).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grad-cam,top:3",
        "integrated-gradients,predicted",
        "kernel-shap,3",
        "lime,crested fennet-striped fennet"
    })
    void explanationsAreThoseOfTheLibraryBitForBit(String method, String target) throws Exception {
        BirdService.Answer answer =
                birds.explain("{\"method\": \"" + method + "\", \"target\": \"" + target + "\", \"options\": {}}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        try (Model model = Models.load(birds.model)) {
            Explanation expected =
                    Explainers.named(method, model).target(Target.parse(target)).explain(prepared(model));
            JsonNode attributions = answer.json().at("/explanations/0/attributions");
            assertThat(attributions).hasSize(expected.targets().size());
            for (int t = 0; t < attributions.size(); t++) {
                JsonNode one = attributions.get(t);
                assertThat(floats(one.at("/featureAttributions/values/data")))
                        .containsExactly(expected.values().row(t).toArray());
                assertThat(one.get("outputDisplayName").asText())
                        .isEqualTo(expected.targets().get(t).label());
                assertThat(one.get("instanceOutputValue").asDouble())
                        .isEqualTo(expected.targets().get(t).score());
                byte[] png = one.at("/featureAttributions/heatmap/b64").binaryValue();
                assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth())
                        .isEqualTo(256);
            }
            assertThat(answer.json().at("/explanations/0/provenance/method").asText())
                    .isEqualTo(method);
        }
    }

    @Test
    void attributionsOfCompleteMethodsAddUpToTheDifferenceOfTheTwoOutputs() throws Exception {
        for (String method : List.of("integrated-gradients", "kernel-shap")) {
            JsonNode one = birds.explain("{\"method\": \"" + method + "\", \"heatmap\": false}")
                    .json()
                    .at("/explanations/0/attributions/0");
            double difference = one.get("instanceOutputValue").asDouble()
                    - one.get("baselineOutputValue").asDouble();
            double sum = 0;
            for (float value : floats(one.at("/featureAttributions/values/data"))) {
                sum += value;
            }
            assertThat(Math.abs(sum - difference)).isLessThan(0.01 * Math.abs(difference));
            assertThat(one.get("approximationError").asDouble()).isBetween(0.0, 0.2);
            assertThat(one.at("/featureAttributions/heatmap").isMissingNode()).isTrue();
        }
    }

    @Test
    void severalPicturesAreAnsweredInTheirOrder() throws Exception {
        String twice = "{\"instances\": [{\"b64\": \"%s\"}, {\"content\": \"%s\"}]}".formatted(base64(), base64());
        BirdService.Answer answer = birds.post("/v1/models/birds:explain", twice);
        assertThat(answer.json().get("predictions")).hasSize(2);
        assertThat(answer.json().at("/explanations/1/attributions"))
                .isEqualTo(answer.json().at("/explanations/0/attributions"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the body is no JSON object",
                "[]|the body is no JSON object",
                "{|the body is not JSON",
                "{}|\"instances\" is missing",
                "{\"instances\": 7}|\"instances\" is no list",
                "{\"instances\": []}|\"instances\" is empty",
                "{\"instances\": [7]}|instances[0] is no object",
                "{\"instances\": [{}]}|instances[0] has no \"image\"",
                "{\"instances\": [{\"image\": {}}]}|instances[0].image has no \"b64\"",
                "{\"instances\": [{\"image\": 7}]}|instances[0].image is no object and no text",
                "{\"instances\": [{\"image\": {\"b64\": 7}}]}|instances[0].image.b64 is no text",
                "{\"instances\": [{\"image\": {\"b64\": \"%%\"}}]}|instances[0].image.b64 is not Base64",
                "{\"instances\": [{\"b64\": \"\"}]}|image instances[0] is empty",
                "{\"instances\": [{\"b64\": \"PHN2Zy8+\"}]}|image instances[0] is no image of a known kind",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": []}|\"parameters\" is no object",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"metod\": 1}}|unknown parameter \"metod\"",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"method\": {}}}|parameters.method is no text",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"method\": null}}|parameters.method is no text",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"heatmap\": 1}}|parameters.heatmap is neither",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"options\": 1}}|parameters.options is no object",
                "{\"instances\": [{\"b64\": \"AA==\"}], \"instances\": []}|\"instances\" is there twice",
                "{\"instances\": [{\"b64\": \"AA==\"}]} {}|there is more behind"
            })
    void whatMakesNoSenseIsRefusedInOneLine(String body, String line) throws Exception {
        BirdService.Answer answer = birds.post("/v1/models/birds:explain", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains(line).doesNotContain("\n", "Exception");
        assertThat(answer.json()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"method\": \"grad-kam\"}|unknown method \"grad-kam\"",
                "{\"method\": \"d-rise\"}|d-rise cannot explain",
                "{\"method\": \"attention-rollout\"}|attention-rollout cannot explain",
                "{\"target\": \"top:x\"}|a number must follow top:",
                "{\"target\": \"robin\"}|robin",
                "{\"target\": 99}|99",
                "{\"target\": \"similar:/etc/hostname\"}|no file is read for a request",
                "{\"target\": \"region:a@/etc/hostname\"}|no file is read for a request",
                "{\"options\": {\"layer\": \"nowhere\"}}|nowhere",
                "{\"options\": {\"samples\": 5}}|unknown option \"samples\" of grad-cam; known: ",
                "{\"method\": \"lime\", \"options\": {\"samples\": \"many\"}}|option samples cannot be \"many\"",
                "{\"method\": \"lime\", \"options\": {\"samples\": 1000000}}|option samples is at most 100000 here",
                "{\"method\": \"lime\", \"options\": {\"batch-size\": \"+0065\"}}|option batch-size is at most 64 here",
                "{\"method\": \"lime\", \"options\": {\"target\": \"similar:x.npy\"}}|no file is read for a request",
                "{\"method\": \"lime\", \"options\": {\"fill\": \"random:1000\"}}|option fill draws at most 99 pictures here",
                "{\"method\": \"lime\", \"options\": {\"fill\": \"FILE:x.png\"}}|no file is read for a request",
                "{\"method\": \"lime\", \"score\": \"points\"}|score cannot be \"points\""
            })
    void whatCannotBeDoneIsNamed(String parameters, String line) throws Exception {
        BirdService.Answer answer = birds.explain(parameters);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.error()).contains(line).doesNotContain("\n", "Exception");
    }

    /** Whether a file is there must not be told either. */
    @Test
    void noOptionOfAnyMethodReadsAFile() throws Exception {
        Path there = Files.write(folder.resolve("there.npy"), new byte[] {1, 2, 3});
        Path missing = folder.resolve("missing.npy");
        int tried = 0;
        try (ServedModel.Loan loan = birds.shelf.lend("birds")) {
            for (var method : loan.served().methods()) {
                for (Option<?> option :
                        loan.served().explainer(method.name()).options().known()) {
                    if (option.form().kind() != Option.Kind.TEXT
                            || option.name().equals("layer")) {
                        continue;
                    }
                    tried++;
                    boolean speaksOfFiles = option.meaning().matches("(?s).*(file|FILE|PATH).*");
                    for (String prefix : List.of("", "file:", "similar:", "region:a@")) {
                        String first = refused(method.name(), option, prefix + there);
                        String second = refused(method.name(), option, prefix + missing);
                        assertThat(first.replace("there.npy", "missing.npy")).isEqualTo(second);
                        if (speaksOfFiles && !prefix.equals("region:a@")) {
                            assertThat(option.namesFile("file:x") || option.namesFile("similar:x"))
                                    .as(method.name() + " " + option.name())
                                    .isTrue();
                        }
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    private static String refused(String method, Option<?> option, String value) throws Exception {
        BirdService.Answer answer = birds.post("/v1/models/birds:explain", birds.body(method, option.name(), value));
        assertThat(answer.status())
                .as(method + " " + option.name() + " " + value)
                .isEqualTo(400);
        return answer.error();
    }

    @Test
    void whatIsTooLargeIsRefusedHoweverItIsSent() throws Exception {
        byte[] much = new byte[(1 << 20) + 1];
        HttpRequest.Builder post = HttpRequest.newBuilder(birds.uri("/v1/models/birds:predict"))
                .header("Content-Type", "application/json");
        BirdService.Answer known = birds.send(post.copy().POST(HttpRequest.BodyPublishers.ofByteArray(much)));
        assertThat(known.status()).isEqualTo(413);
        assertThat(known.error()).contains("longer than 1048576 bytes");
        // of an unknown length what is too much is seen while it comes, and a client may still be sending
        String chunked = birds.raw(
                "POST /v1/models/birds:predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "x".repeat(1 << 20) + "x");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("longer than 1048576 bytes");
    }

    @Test
    void theServiceSaysWhatItIsAndWhatItHasNot() throws Exception {
        assertThat(birds.get("/v1/models").json().toString()).isEqualTo("{\"models\":[\"birds\"]}");
        assertThat(birds.get("/v1/models/robins").error()).isEqualTo("there is no model \"robins\"; known: birds");
        assertThat(birds.post("/v1/models/robins:explain", "{}").status()).isEqualTo(404);
        assertThat(birds.post("/v1/models/birds:explain", "{}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(birds.get("/v1/models/birds:explain").status()).isEqualTo(405);
        assertThat(birds.get("/v1/models/../../etc/passwd").status()).isIn(400, 404);
        assertThat(birds.get("/v1/models/%2e%2e%2fetc").status()).isIn(400, 404);
        BirdService.Answer metrics = birds.get("/metrics");
        assertThat(new String(metrics.whole().body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("xai_requests_seconds_count", "xai_queue_waiting", "jvm_memory_used_bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/nothing", "/openapi.json"})
    void everyAnswerTellsBrowsersToBeCareful(String path) throws Exception {
        var headers = birds.get(path).whole().headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "POST /v1/models/birds:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/models/birds:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void whatIsNoHttpIsRefusedInTheSameForm(String request) throws Exception {
        String answer = birds.raw(request);
        assertThat(answer)
                .matches("(?s)HTTP/1.1 (4..|505) .*")
                .endsWith("\"}")
                .contains("{\"error\":\"", "Content-Security-Policy");
    }

    @Test
    void headersThatAreTooLongAreRefused() throws Exception {
        assertThat(birds.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(10_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("{\"error\":\"");
    }

    @Test
    void aTokenIsAskedForWhereThereIsOne(@TempDir Path other) throws Exception {
        HttpService.Door door = new HttpService.Door("127.0.0.1", 0, Optional.of("secret"));
        try (BirdService closed = new BirdService(other, ServeLimits.defaults(), door)) {
            assertThat(closed.get("/v1/models").status()).isEqualTo(401);
            assertThat(closed.get("/metrics").status()).isEqualTo(401);
            assertThat(closed.get("/v1/models", "Authorization", "Bearer secre").status())
                    .isEqualTo(401);
            assertThat(closed.get("/v1/models", "Authorization", "Basic secret").status())
                    .isEqualTo(401);
            assertThat(closed.get("/v1/models", "Authorization", "Bearer secret")
                            .status())
                    .isEqualTo(200);
            assertThat(closed.get("/v2/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void aModelThatIsReplacedFinishesItsWork(@TempDir Path other) throws Exception {
        try (BirdService changing = new BirdService(other, ServeLimits.defaults())) {
            CompletableFuture<BirdService.Answer> under = changing.slow();
            changing.awaitRunning(1);
            changing.shelf.put(new ServedModel("birds", "2", Models.load(changing.model), Optional.empty()));
            assertThat(changing.get("/v1/models/birds").json().get("version").asText())
                    .isEqualTo("2");
            assertThat(under.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsTooMuchIsToldToComeAgain(@TempDir Path other) throws Exception {
        try (BirdService busy =
                new BirdService(other, ServeLimits.defaults().withSeconds(2).withWork(1, 1))) {
            CompletableFuture<BirdService.Answer> first = busy.slow();
            busy.awaitRunning(1);
            CompletableFuture<BirdService.Answer> second = busy.slow();
            busy.awaitWaiting(1);
            BirdService.Answer third = busy.explain("");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.whole().headers().firstValue("Retry-After")).isPresent();
            assertThat(first.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            assertThat(second.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void timeEndsWithTheBestAnswerSoFarOrSaysThatThereIsNone(@TempDir Path other) throws Exception {
        try (BirdService hasty = new BirdService(other, ServeLimits.defaults().withSeconds(1))) {
            BirdService.Answer sampled = hasty.explain("{\"method\": \"lime\", \"options\": {\"samples\": 100000}}");
            assertThat(sampled.status()).isEqualTo(200);
            assertThat(sampled.json().at("/explanations/0/verdicts").toString()).contains("stopped by the budget");
            assertThat(sampled.json().at("/explanations/0/attributions/0").has("approximationError"))
                    .isTrue();
            BirdService.Answer none =
                    hasty.explain("{\"method\": \"smooth-grad\", \"options\": {\"samples\": 100000}}");
            assertThat(none.status()).isIn(200, 422);
        }
    }

    @Test
    void workOfAClientThatHasGoneIsStopped(@TempDir Path other) throws Exception {
        try (BirdService left = new BirdService(other, ServeLimits.defaults().withWork(1, 4))) {
            String body = left.body("{\"method\": \"lime\", \"options\": {\"samples\": 100000}}");
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", left.service.port())) {
                socket.getOutputStream()
                        .write(
                                ("POST /v1/models/birds:explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                left.awaitRunning(1);
            }
            left.awaitRunning(0);
            assertThat(left.explain("").status()).isEqualTo(200);
        }
    }

    @Test
    void whatWaitsForAClientThatHasGoneIsForgotten(@TempDir Path other) throws Exception {
        try (BirdService left =
                new BirdService(other, ServeLimits.defaults().withSeconds(3).withWork(1, 4))) {
            CompletableFuture<BirdService.Answer> first = left.slow();
            left.awaitRunning(1);
            CompletableFuture<?> second = left.slow();
            left.awaitWaiting(1);
            try (Socket socket = left.begun(left.body(""), 1.0)) {
                assertThat(socket.isConnected()).isTrue();
                left.awaitWaiting(2);
            }
            left.awaitWaiting(1);
            assertThat(first.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            second.get(60, TimeUnit.SECONDS);
        }
    }

    /** An upload that breaks off gives back the memory that was set aside for it. */
    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        try (Socket socket = birds.begun(birds.body(""), 0.5)) {
            assertThat(socket.isConnected()).isTrue();
            awaitUploads(value -> value > 0);
        }
        awaitUploads(value -> value == 0);
        assertThat(birds.explain("").status()).isEqualTo(200);
    }

    private static void awaitUploads(java.util.function.DoublePredicate holds) throws Exception {
        Pattern gauge = Pattern.compile("(?m)^xai_upload_memory_bytes (\\S+)$");
        for (int i = 0; i < 500; i++) {
            Matcher found = gauge.matcher(
                    new String(birds.get("/metrics").whole().body(), java.nio.charset.StandardCharsets.UTF_8));
            assertThat(found.find()).isTrue();
            if (holds.test(Double.parseDouble(found.group(1)))) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the memory of uploads did not become what it should");
    }

    /** A failure of ours is told to its operator, once whole, and to nobody else. */
    @Test
    void ourOwnFailuresAreToldOnce(@TempDir Path other) throws Exception {
        try (BirdService failing = new BirdService(other, ServeLimits.defaults())) {
            failing.service.routes().add("GET", "/broken", (exchange, path) -> {
                throw new IllegalStateException("a secret of ours");
            });
            for (int i = 0; i < 12; i++) {
                BirdService.Answer answer = failing.get("/broken");
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.error()).isEqualTo("internal error; the service's log tells more");
            }
            String log = failing.log.toString();
            assertThat(log.split("a secret of ours", -1)).hasSize(2);
            assertThat(log).contains("please report it, at /broken", "for the 10th time");
        }
    }

    @Test
    void aBodyThatTricklesIsAskedForNoLonger() throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", birds.service.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v1/models/birds:explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 100000\r\n\r\n{")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.setSoTimeout(20_000);
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void closingFinishesWhatRunsAndTakesNothingNew(@TempDir Path other) throws Exception {
        BirdService closing = new BirdService(other, ServeLimits.defaults().withSeconds(3));
        CompletableFuture<BirdService.Answer> under = closing.slow();
        closing.awaitRunning(1);
        closing.close();
        assertThat(under.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    private static PreparedImage prepared(Model model) {
        return model.spec().prepare(Images.read(birds.fennet, "fennet", ImageBudget.defaults()));
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(birds.fennet);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}
