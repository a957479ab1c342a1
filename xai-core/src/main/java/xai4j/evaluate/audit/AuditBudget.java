package xai4j.evaluate.audit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What an audit may cost.
 *
 * @param pictures at most so many, spread over the classes; empty for all
 * @param time after it no further picture is begun; empty for no limit
 */
public record AuditBudget(Optional<Integer> pictures, Optional<Duration> time) {
    /** Everything. */
    public static final AuditBudget NONE = new AuditBudget(Optional.empty(), Optional.empty());

    /**
     * A budget as on the command line: {@code 500} pictures, or a time such as {@code 90s}, {@code 10m}, {@code 2h}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AuditBudget parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!lower.matches("[1-9]\\d{0,8}[smh]?")) {
            throw new IllegalArgumentException("a budget of \"" + text
                    + "\" is neither a number of pictures, as 500, nor a time, as 90s, 10m or 2h");
        }
        char unit = lower.charAt(lower.length() - 1);
        if (Character.isDigit(unit)) {
            return new AuditBudget(Optional.of(Integer.parseInt(lower)), Optional.empty());
        }
        long count = Long.parseLong(lower.substring(0, lower.length() - 1));
        Duration time = unit == 's'
                ? Duration.ofSeconds(count)
                : unit == 'm' ? Duration.ofMinutes(count) : Duration.ofHours(count);
        return new AuditBudget(Optional.empty(), Optional.of(time));
    }
}
