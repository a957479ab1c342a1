package xai4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of HTTP/1.1 that is kept, with as little around it as can be, so that what is measured is the service and not its client. */
final class KeptConnection implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int BUFFER = 65_536;

    private final Socket socket;
    private final InputStream in;

    /**
     * What came back.
     *
     * @param status of HTTP
     * @param body its text
     */
    record Answer(int status, String body) {}

    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** The bytes of a request that sends JSON. */
    static byte[] request(String path, byte[] body) {
        byte[] head = ("POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** Sends a request and waits for the answer. */
    Answer send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String answered = head();
        Matcher length = LENGTH.matcher(answered);
        if (!length.find()) {
            throw new IOException("an answer without a length: " + answered);
        }
        byte[] told = in.readNBytes(Integer.parseInt(length.group(1)));
        return new Answer(
                Integer.parseInt(answered.substring(STATUS_AT, STATUS_AT + 3)),
                new String(told, StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder(1000);
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the service closed the connection");
            }
            head.append((char) next);
            // counts the letters of an empty line
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
