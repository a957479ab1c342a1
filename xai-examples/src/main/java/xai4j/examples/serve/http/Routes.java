package xai4j.examples.serve.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which endpoint answers what; immutable once the server runs. */
public final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /**
     * One path and method.
     *
     * @param name of the route for metrics: one of few, whatever is asked
     * @param open whether it is answered without a token
     */
    record Route(String method, Pattern path, String name, boolean open, Endpoint endpoint) {}

    /** What a request came to. */
    record Match(Route route, Matcher path) {}

    /**
     * Adds a route that asks for the token, where there is one.
     *
     * @param template as in OpenAPI: {@code /v1/models/{name}}; a name matches up to the next slash or colon
     */
    public Routes add(String method, String template, Endpoint endpoint) {
        return add(method, template, false, endpoint);
    }

    /** Adds a route for everybody. */
    public Routes open(String method, String template, Endpoint endpoint) {
        return add(method, template, true, endpoint);
    }

    private Routes add(String method, String template, boolean open, Endpoint endpoint) {
        String[] parts = template.split("\\{[a-z]+}", -1);
        String pattern = java.util.Arrays.stream(parts)
                .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                .collect(Collectors.joining("([^/:]{1,200})"));
        routes.add(new Route(method, Pattern.compile(pattern), template, open, endpoint));
        return this;
    }

    /** Method and template of every route. */
    List<String> templates() {
        return routes.stream().map(route -> route.method() + " " + route.name()).toList();
    }

    /** The routes of a path, whatever their methods. */
    List<Match> matching(String path) {
        List<Match> found = new ArrayList<>();
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (matcher.matches()) {
                found.add(new Match(route, matcher));
            }
        }
        return found;
    }
}
