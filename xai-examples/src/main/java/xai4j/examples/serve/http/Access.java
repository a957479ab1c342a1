package xai4j.examples.serve.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who may ask: whoever knows the token, where there is one; and, on loopback, pages of this machine only, so that a page from elsewhere whose
 * name was made to point here is not answered.
 */
final class Access {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String BEARER = "bearer ";

    private final Optional<String> token;
    private final boolean localOnly;

    Access(Optional<String> token, boolean localOnly) {
        this.token = token;
        this.localOnly = localOnly;
    }

    boolean isForUs(Request request) {
        return !localOnly || LOCAL.contains(Request.getServerName(request));
    }

    boolean isAllowed(Request request) {
        return token.isEmpty() || matches(request.getHeaders().get(HttpHeader.AUTHORIZATION), token.get());
    }

    private static boolean matches(@org.jspecify.annotations.Nullable String header, String token) {
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] given = header.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        // takes as long for the first wrong letter as for the last
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }
}
