package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The service as it is started and ended by others: by its script and by a signal. */
class ServeIT {
    private static final Path PROGRAM = Path.of("target/xai/bin/xai").toAbsolutePath();

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
}
