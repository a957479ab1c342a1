package xai4j.examples.serve.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import xai4j.examples.serve.RequestException;
import xai4j.io.JsonErrors;

/**
 * What a page orders.
 *
 * @param decision node of the model's tree of which is asked what decided there, or −1
 */
record ExplanationOrder(
        String picture, String model, String method, String target, Map<String, String> options, int decision) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record Json(
            @JsonProperty("picture") @Nullable String picture,
            @JsonProperty("model") @Nullable String model,
            @JsonProperty("method") @Nullable String method,
            @JsonProperty("target") @Nullable String target,
            @JsonProperty("options") @Nullable Map<String, String> options,
            @JsonProperty("decision") @Nullable Integer decision) {}

    static ExplanationOrder read(byte[] body) {
        try {
            Json json = MAPPER.readValue(body, Json.class);
            if (json == null || json.picture() == null || json.model() == null) {
                throw new RequestException(RequestException.BAD, "\"picture\" and \"model\" are needed");
            }
            return new ExplanationOrder(
                    Objects.requireNonNull(json.picture()),
                    Objects.requireNonNull(json.model()),
                    Objects.requireNonNullElse(json.method(), ""),
                    Objects.requireNonNullElse(json.target(), "predicted"),
                    Objects.requireNonNullElse(json.options(), Map.of()),
                    Objects.requireNonNullElse(json.decision(), -1));
        } catch (JsonProcessingException e) {
            throw new RequestException(RequestException.BAD, "the body is no order: " + JsonErrors.reason(e), e);
        } catch (IOException e) {
            throw new RequestException(RequestException.BAD, "the body cannot be read", e);
        }
    }
}
