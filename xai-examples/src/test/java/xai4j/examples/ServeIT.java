package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.TrainedBirds;
import xai4j.examples.registry.VersionWriter;

/** The service as it is started and ended by others: by its script and by a signal. */
class ServeIT {
    private static final Path PROGRAM = Path.of("target/xai/bin/xai").toAbsolutePath();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHA = "/explanations/0/provenance/modelSha256";

    @TempDir
    Path temp = Path.of("");

    @Test
    void theBirdsAreServedUntilASignalEndsThemInOrder() throws Exception {
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", "--port", "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            assertThat(line)
                    .startsWith("serving birds, birds-biased, birds-prototypes, birds-tree at http://127.0.0.1:");
            Matcher address = Pattern.compile("http://\\S+").matcher(line);
            assertThat(address.find()).isTrue();
            HttpRequest request = HttpRequest.newBuilder(URI.create(address.group() + "v2/health/ready"))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A version that is promoted while an old one answers: who asked before gets the old one's answer, who asks then the new one's. */
    @Test
    void whatIsPromotedIsTakenUpWhileTheOldOneAnswers() throws Exception {
        ModelRegistry registry = new ModelRegistry(temp.resolve("models"));
        VersionWriter.register(registry, "birds", TrainedBirds.in(temp.resolve("a"), BirdSample.CNN, 0.9));
        VersionWriter.register(registry, "birds", TrainedBirds.in(temp.resolve("b"), BirdSample.BIASED_CNN, 0.8));
        registry.promote("birds", 1);
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "serve",
                        "--port",
                        "0",
                        "--registry",
                        registry.folder().toString())
                .redirectError(temp.resolve("err").toFile())
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            Matcher address = Pattern.compile("http://\\S+").matcher(lines.readLine());
            assertThat(address.find()).isTrue();
            String birds = address.group() + "v1/models/birds";
            CompletableFuture<JsonNode> under = CompletableFuture.supplyAsync(() ->
                    explained(birds, "{\"method\": \"lime\", \"options\": {\"samples\": 100000, \"max-seconds\": 6}}"));
            Thread.sleep(1000);
            assertThat(new Program(temp)
                            .xai("models promote", registry.folder(), "birds/2")
                            .status())
                    .isZero();
            for (int i = 0; i < 600 && !version(birds).equals("2"); i++) {
                Thread.sleep(50);
            }
            assertThat(version(birds)).isEqualTo("2");
            String second =
                    explained(birds, "{\"method\": \"grad-cam\"}").at(SHA).asText();
            String first = under.get(60, TimeUnit.SECONDS).at(SHA).asText();
            assertThat(first).isEqualTo(registry.version("birds", 1).files().get("model.onnx"));
            assertThat(second).isEqualTo(registry.version("birds", 2).files().get("model.onnx"));
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(temp.resolve("err"))).contains("serving birds/2");
    }

    private static String version(String model) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(model)).build(), HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).get("version").asText();
    }

    private JsonNode explained(String model, String parameters) {
        try {
            Path picture = BirdSample.FENNET.copyTo(Files.createDirectories(temp.resolve("pictures")));
            String body = "{\"instances\": [{\"b64\": \""
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(picture)) + "\"}], \"parameters\": "
                    + parameters
                    + "}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(model + ":explain"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return JSON.readTree(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
