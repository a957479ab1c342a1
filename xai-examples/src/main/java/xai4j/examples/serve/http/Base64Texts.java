package xai4j.examples.serve.http;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Texts of a JSON body that are Base64, decoded where they stand: Java has machine instructions for it, and for finding the end, and takes a third of the time that
 * the parser takes letter by letter. What Java does not like is left to the parser, which knows more forms.
 */
final class Base64Texts {
    private final byte[] body;
    private @Nullable String letters;

    Base64Texts(byte[] body) {
        this.body = body;
    }

    /**
     * Decodes the text at which a parser of the same body stands.
     *
     * @throws IOException if it is no Base64
     */
    byte[] decoded(JsonParser in) throws IOException {
        long quote = in.currentTokenLocation().getByteOffset();
        int from = (int) quote + 1;
        // in other encodings than UTF-8 the parser counts letters
        if (quote < 0 || from >= body.length || body[from - 1] != '"') {
            return in.getBinaryValue();
        }
        int end = letters().indexOf('"', from);
        if (end < 0) {
            return in.getBinaryValue();
        }
        try {
            ByteBuffer bytes = Base64.getDecoder().decode(ByteBuffer.wrap(body, from, end - from));
            return bytes.remaining() == bytes.array().length
                    ? bytes.array()
                    : Arrays.copyOf(bytes.array(), bytes.remaining());
        } catch (IllegalArgumentException e) {
            return in.getBinaryValue();
        }
    }

    private String letters() {
        String known = letters;
        if (known == null) {
            known = new String(body, StandardCharsets.ISO_8859_1);
            letters = known;
        }
        return known;
    }
}
