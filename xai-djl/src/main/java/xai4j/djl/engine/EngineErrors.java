package xai4j.djl.engine;

import java.util.List;

/** Makes one readable line of an engine's error. */
public final class EngineErrors {
    private static final int LONGEST = 300;
    private static final List<String> NOISE = List.of(
            "The following operation failed",
            "Traceback of TorchScript",
            "Exception raised from",
            "frame #",
            "File \"");

    private EngineErrors() {}

    /** The line of an error's message that says what is wrong, at most 300 characters. */
    public static String firstLine(Throwable error) {
        Throwable cause = error;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = message.lines()
                .map(String::strip)
                .filter(candidate -> candidate.contains("Error: "))
                .reduce((first, second) -> second)
                .or(() -> message.lines()
                        .map(String::strip)
                        .filter(candidate ->
                                !candidate.isEmpty() && NOISE.stream().noneMatch(candidate::startsWith))
                        .findFirst())
                .orElse(message);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
