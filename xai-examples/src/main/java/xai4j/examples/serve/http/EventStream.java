package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.Callback;

/** An answer as server-sent events, each a name and a line of JSON. */
public final class EventStream implements AutoCloseable {
    private final OutputStream out;
    private final Callback callback;
    private boolean broken;

    EventStream(OutputStream out, Callback callback) {
        this.out = out;
        this.callback = callback;
    }

    /**
     * Sends one event at once.
     *
     * @return whether somebody still listens
     */
    public synchronized boolean send(String event, JsonNode data) {
        if (broken) {
            return false;
        }
        try {
            out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            broken = true;
            callback.failed(e);
        }
        return !broken;
    }

    @Override
    public synchronized void close() {
        if (broken) {
            return;
        }
        broken = true;
        try {
            out.close();
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e);
        }
    }
}
