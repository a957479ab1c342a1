package xai4j.examples.serve.web;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names that nobody can guess: whoever knows one was told. */
final class Identifiers {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
