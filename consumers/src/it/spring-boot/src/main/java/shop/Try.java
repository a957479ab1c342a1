package shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** With {@code --try=PICTURE}: asks the running service as a client would, and ends it. */
@Component
@ConditionalOnProperty("try")
class Try {
    private static final List<String> METHODS =
            List.of("lime", "kernel-shap", "grad-cam", "integrated-gradients", "rise");

    private final ConfigurableApplicationContext context;
    private final Path picture;

    Try(ConfigurableApplicationContext context, @Value("${try}") Path picture) {
        this.context = context;
        this.picture = picture;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ask() throws IOException, InterruptedException {
        for (String method : METHODS) {
            HttpResponse<byte[]> json = post(method, "application/json");
            HttpResponse<byte[]> png = post(method, "image/png");
            String text = new String(json.body(), StandardCharsets.UTF_8);
            if (json.statusCode() != 200 || !text.contains("\"method\":\"" + method + "\"") || png.body()[1] != 'P') {
                throw new IllegalStateException(method + ": " + json.statusCode() + " " + text);
            }
            System.out.println(method + ": JSON " + text.length() + ", PNG " + png.body().length + " bytes");
        }
        HttpResponse<byte[]> mistake = post("no-such-method", "image/png");
        if (mistake.statusCode() != 400) {
            throw new IllegalStateException("an unknown method was answered with " + mistake.statusCode());
        }
        context.close();
    }

    private HttpResponse<byte[]> post(String method, String type) throws IOException, InterruptedException {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/explain?method=" + method))
                .header("Accept", type)
                .POST(HttpRequest.BodyPublishers.ofFile(picture))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
