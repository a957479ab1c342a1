package xai4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The methods of one command that failed: what they have in common is said once. */
final class FailedMethods {
    private final PrintWriter err;
    private final Map<String, List<String>> methods = new LinkedHashMap<>();
    private int status;

    FailedMethods(PrintWriter err) {
        this.err = err;
    }

    /** Notes a failure; one of our own is printed at once. */
    void add(String method, Throwable e) {
        Failures.reason(e)
                .ifPresentOrElse(
                        reason -> {
                            methods.computeIfAbsent(reason, key -> new ArrayList<>())
                                    .add(method);
                            status = Math.max(status, Failures.USER);
                        },
                        () -> status = Math.max(status, Failures.report(e, method + ": ", err)));
    }

    /** Prints one line, when there is anything to say, and returns the exit status. */
    int report() {
        if (!methods.isEmpty()) {
            err.println("xai: "
                    + methods.entrySet().stream()
                            .map(failure -> String.join(", ", failure.getValue()) + ": " + failure.getKey())
                            .collect(Collectors.joining("; ")));
        }
        return status;
    }
}
