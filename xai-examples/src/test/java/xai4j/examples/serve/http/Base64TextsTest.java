package xai4j.examples.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64TextsTest {
    /** All texts called {@code b64} of a body, whatever stands around them. */
    private static List<byte[]> decoded(byte[] body) throws Exception {
        Base64Texts texts = new Base64Texts(body);
        List<byte[]> all = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(body)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "b64".equals(in.currentName())) {
                    all.add(texts.decoded(in));
                }
            }
        }
        return all;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 63, 64, 1000, 8000, 100_001})
    void bytesOfAnyLengthComeBack(int length) throws Exception {
        byte[] bytes = random(length);
        String text = Base64.getEncoder().encodeToString(bytes);
        String body = "{\"\u00e4\": [\"x\\\"\"],\n \"b64\" :  \"" + text + "\", \"more\": {\"b64\": \"" + text + "\"}}";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE)) {
            assertThat(decoded(body.getBytes(charset)))
                    .as(charset.name())
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one).isEqualTo(bytes));
        }
    }

    /** Line breaks, and letters that JSON writes otherwise, are the parser's business. */
    @Test
    void otherFormsAreReadAsBefore() throws Exception {
        byte[] bytes = "hello?>".getBytes(StandardCharsets.US_ASCII);
        assertThat(Base64.getEncoder().encodeToString(bytes)).isEqualTo("aGVsbG8/Pg==");
        for (String text : List.of("aGVsbG8/Pg==", "aGVs\\nbG8/Pg==", "aGVsbG8\\/Pg==", "\\u0061GVsbG8/Pg==")) {
            assertThat(decoded(("{\"b64\": \"" + text + "\"}").getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .singleElement()
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"****", "a", "aGVsbG8/Pg=x", "ä"})
    void whatIsNoneIsNone(String text) {
        assertThatThrownBy(() -> decoded(("{\"b64\": \"" + text + "\"}").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }
}
