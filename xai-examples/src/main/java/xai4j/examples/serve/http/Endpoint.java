package xai4j.examples.serve.http;

import java.util.regex.Matcher;

/** What answers the requests of one path and method. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers, or sees to it that somebody will.
     *
     * @param path the path, with the groups of its pattern
     * @throws xai4j.examples.serve.RequestException if the request is refused
     */
    void handle(Exchange exchange, Matcher path);
}
