package xai4j.examples.serve.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.examples.serve.ExplainRequest;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.ServeLimits;
import xai4j.io.JsonErrors;

/**
 * Reads {@code {"instances": [{"image": {"b64": "…"}}], "parameters": {…}}} token by token, so that nothing grows beyond the limits, whatever is sent.
 * An instance may also be {@code {"b64": "…"}} or, as Vertex has it, {@code {"content": "…"}}; fields that are not known are passed over.
 */
final class RequestReader {
    private static final int MOST_OPTIONS = 100;
    private static final Set<String> PICTURE = Set.of("image", "image_bytes", "b64", "content");
    private static final String FORM = "{\"instances\": [{\"image\": {\"b64\": \"…\"}}]}";

    private final byte[] body;
    private final Base64Texts texts;
    private final ServeLimits limits;
    private final JsonFactory factory;

    private final List<byte[]> pictures = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private String method = "";
    private String target = "predicted";
    private String score = "probability";
    private boolean heatmap = true;
    private boolean instances;

    private RequestReader(byte[] body, ServeLimits limits) {
        this.body = body;
        this.texts = new Base64Texts(body);
        this.limits = limits;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength((int) limits.bodyBytes())
                        .maxNestingDepth(50)
                        .maxNumberLength(100)
                        .build())
                .build();
    }

    /**
     * Reads.
     *
     * @throws RequestException saying what is wrong and where
     */
    static ExplainRequest read(byte[] body, ServeLimits limits) {
        return new RequestReader(body, limits).read();
    }

    private ExplainRequest read() {
        try (JsonParser in = factory.createParser(body)) {
            require(in.nextToken() == JsonToken.START_OBJECT, "the body is no JSON object; expected is " + FORM);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                top(in, in.currentName());
            }
            require(in.nextToken() == null, "there is more behind the JSON object");
        } catch (JsonProcessingException e) {
            throw new RequestException(RequestException.BAD, "the body is not JSON: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new RequestException(RequestException.BAD, "the body cannot be read", e);
        }
        require(instances, "\"instances\" is missing; expected is " + FORM);
        require(!pictures.isEmpty(), "\"instances\" is empty; expected is " + FORM);
        return new ExplainRequest(pictures, method, target, options, score, heatmap);
    }

    private void top(JsonParser in, String field) throws IOException {
        JsonToken value = in.nextToken();
        switch (field) {
            case "instances" -> {
                require(value == JsonToken.START_ARRAY, "\"instances\" is no list; expected is " + FORM);
                require(!instances, "\"instances\" is there twice");
                instances = true;
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    require(
                            pictures.size() < limits.instances(),
                            "more than " + limits.instances() + " instances; send them in several requests");
                    pictures.add(instance(in));
                }
            }
            case "parameters" -> {
                require(value == JsonToken.START_OBJECT, "\"parameters\" is no object");
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    parameter(in, in.currentName());
                }
            }
            default -> in.skipChildren();
        }
    }

    private byte[] instance(JsonParser in) throws IOException {
        String where = "instances[" + pictures.size() + "]";
        require(
                in.currentToken() == JsonToken.START_OBJECT,
                where + " is no object; expected is {\"image\": {\"b64\": \"…\"}}");
        Optional<byte[]> picture = Optional.empty();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            if (!PICTURE.contains(field)) {
                in.skipChildren();
            } else if (value == JsonToken.VALUE_STRING) {
                picture = Optional.of(base64(in, where + "." + field));
            } else {
                require(value == JsonToken.START_OBJECT, where + "." + field + " is no object and no text");
                picture = Optional.of(inner(in, where + "." + field));
            }
        }
        return picture.orElseThrow(
                () -> new RequestException(RequestException.BAD, where + " has no \"image\": {\"b64\": \"…\"}"));
    }

    private byte[] inner(JsonParser in, String where) throws IOException {
        Optional<byte[]> picture = Optional.empty();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = in.currentName().equals("b64");
            JsonToken value = in.nextToken();
            if (!found) {
                in.skipChildren();
                continue;
            }
            require(value == JsonToken.VALUE_STRING, where + ".b64 is no text");
            picture = Optional.of(base64(in, where + ".b64"));
        }
        return picture.orElseThrow(() -> new RequestException(RequestException.BAD, where + " has no \"b64\""));
    }

    private byte[] base64(JsonParser in, String where) throws IOException {
        try {
            return texts.decoded(in);
        } catch (JsonProcessingException e) {
            throw new RequestException(RequestException.BAD, where + " is not Base64", e);
        }
    }

    private void parameter(JsonParser in, String field) throws IOException {
        JsonToken value = in.nextToken();
        String where = "parameters." + field;
        switch (field) {
            case "method" -> method = text(in, where);
            case "target" -> target = text(in, where);
            case "score" -> score = text(in, where);
            case "heatmap" -> {
                require(value.isBoolean(), where + " is neither true nor false");
                heatmap = in.getBooleanValue();
            }
            case "options" -> {
                require(value == JsonToken.START_OBJECT, where + " is no object");
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    require(options.size() < MOST_OPTIONS, where + " has more than " + MOST_OPTIONS + " entries");
                    options.put(name, text(in, where + "." + name));
                }
            }
            default ->
                throw new RequestException(
                        RequestException.BAD,
                        "unknown parameter \"" + field + "\"; known: method, target, options, score, heatmap");
        }
    }

    /** A text, or a number or a truth value as it is written. */
    private static String text(JsonParser in, String where) throws IOException {
        require(in.currentToken().isScalarValue() && in.currentToken() != JsonToken.VALUE_NULL, where + " is no text");
        String text = in.getText();
        require(text.length() <= 1000, where + " is longer than 1000 characters");
        return text;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RequestException(RequestException.BAD, otherwise);
        }
    }
}
