package xai4j.examples.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.examples.ColourDetector;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.ServedModel;
import xai4j.image.Images;

/** What {@code /openapi.json} says is true: every answer fits its schema, and every path that is served for programs is described. */
class OpenApiTest {
    /** Answers that need a service in a state of its own; HttpServiceTest brings them about. */
    private static final Set<String> ELSEWHERE = Set.of("401", "408", "422", "429", "503");

    @TempDir
    static Path folder;

    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        try (BirdService birds = new BirdService(folder, ServeLimits.defaults().withSizes(1 << 20, 300_000))) {
            Path colours = ColourDetector.write(folder.resolve("colours.onnx"));
            birds.shelf.put(new ServedModel("colours", "", Models.load(colours), Optional.empty()));
            JsonNode api = birds.get("/openapi.json").json();
            JsonSchema schema = new JsonSchema(api);
            Map<String, Set<String>> seen = new HashMap<>();
            for (String[] request : requests(birds)) {
                BirdService.Answer answer = request[0].equals("GET")
                        ? birds.get(request[2])
                        : birds.post(request[2], request[3], "Content-Type", request[4]);
                JsonNode described = api.at("/paths/" + pointer(request[1]) + "/"
                        + request[0].toLowerCase(java.util.Locale.ROOT) + "/responses/" + answer.status());
                assertThat(described.isMissingNode())
                        .as(request[0] + " " + request[2] + " answers " + answer.status())
                        .isFalse();
                String type =
                        answer.whole().headers().firstValue("Content-Type").orElse("");
                JsonNode content = described.get("content").get(type.replaceFirst(";.*", ""));
                assertThat(content).as(type).isNotNull();
                if (type.equals("application/json")) {
                    assertThat(schema.faults(content.get("schema"), answer.json(), request[2]))
                            .isEmpty();
                }
                if (request[0].equals("POST") && answer.status() == 200) {
                    JsonNode asked = api.at(
                            "/paths/" + pointer(request[1]) + "/post/requestBody/content/application~1json/schema");
                    assertThat(schema.faults(asked, BirdService.JSON.readTree(request[3]), request[2]))
                            .isEmpty();
                }
                seen.computeIfAbsent(request[0] + " " + request[1], key -> new TreeSet<>())
                        .add(Integer.toString(answer.status()));
            }
            api.get("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        Set<String> promised = new HashSet<>();
                        method.getValue().get("responses").fieldNames().forEachRemaining(promised::add);
                        promised.removeAll(ELSEWHERE);
                        assertThat(seen.get(method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                                .as(method.getKey() + " " + path.getKey())
                                .containsExactlyInAnyOrderElementsOf(promised);
                    }));
            assertThat(paths(api)).isEqualTo(served(birds.service.routes()));
        }
    }

    private static List<String[]> requests(BirdService birds) throws Exception {
        List<String[]> requests = new ArrayList<>();
        for (String path : List.of("/v1/models", "/v2/health/live", "/v2/health/ready", "/metrics", "/openapi.json")) {
            requests.add(new String[] {"GET", path, path});
        }
        requests.add(new String[] {"GET", "/v1/models/{name}", "/v1/models/birds"});
        requests.add(new String[] {"GET", "/v1/models/{name}", "/v1/models/robins"});
        String json = "application/json";
        String long1 = " ".repeat((1 << 20) + 1);
        for (String verb : List.of("predict", "explain")) {
            String template = "/v1/models/{name}:" + verb;
            String path = "/v1/models/birds:" + verb;
            requests.add(new String[] {"POST", template, path, birds.body(""), json});
            requests.add(new String[] {"POST", template, path, "[]", json});
            requests.add(new String[] {"POST", template, path, "[]", "text/html"});
            requests.add(new String[] {"POST", template, path, long1, json});
            requests.add(new String[] {"POST", template, "/v1/models/robins:" + verb, "[]", json});
        }
        String explain = "/v1/models/birds:explain";
        for (String parameters : List.of(
                "{\"target\": \"top:3\"}",
                "{\"target\": 3, \"heatmap\": false, \"score\": \"logit\"}",
                "{\"target\": \"crested fennet-striped fennet\", \"method\": \"saliency\"}",
                "{\"method\": \"integrated-gradients\", \"options\": {\"steps\": 8}}",
                "{\"method\": \"kernel-shap\", \"options\": {\"samples\": 100, \"seed\": 3}}",
                "{\"method\": \"anchors\", \"options\": {\"max-seconds\": 1}}",
                "{\"method\": \"nbdt-soft\"}")) {
            requests.add(new String[] {"POST", "/v1/models/{name}:explain", explain, birds.body(parameters), json});
        }
        String things = "{\"instances\": [{\"image\": {\"b64\": \""
                + Base64.getEncoder().encodeToString(Images.png(ColourDetector.picture())) + "\"}}]%s}";
        requests.add(new String[] {
            "POST", "/v1/models/{name}:predict", "/v1/models/colours:predict", things.formatted(""), json
        });
        String box = ", \"parameters\": {\"method\": \"occlusion\", \"target\": \"box:1\"}";
        requests.add(new String[] {
            "POST", "/v1/models/{name}:explain", "/v1/models/colours:explain", things.formatted(box), json
        });
        return requests;
    }

    private static String pointer(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }

    private static Set<String> paths(JsonNode api) {
        Set<String> paths = new TreeSet<>();
        api.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(
                        method -> paths.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        return paths;
    }

    private static Set<String> served(Routes routes) {
        return routes.templates().stream()
                .filter(template -> template.matches("[A-Z]+ /(v1|v2|metrics|openapi).*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A description that promises what is not so is noticed. */
    @Test
    void theSchemaFindsFaults() throws Exception {
        JsonNode api = BirdService.JSON.readTree(OpenApiTest.class.getResourceAsStream("openapi.json"));
        JsonSchema schema = new JsonSchema(api);
        JsonNode models = api.at("/components/schemas/Models");
        assertThat(schema.faults(models, BirdService.JSON.readTree("{\"models\": [\"a\"]}"), ""))
                .isEmpty();
        for (String wrong :
                List.of("{}", "[]", "{\"models\": \"a\"}", "{\"models\": [1]}", "{\"models\": [], \"x\": 1}")) {
            assertThat(schema.faults(models, BirdService.JSON.readTree(wrong), ""))
                    .as(wrong)
                    .isNotEmpty();
        }
    }
}
