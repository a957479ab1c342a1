package xai4j.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How far an explanation can be trusted.
 *
 * @param measures named numbers, for example {@code completeness-gap}, {@code r2}; with several targets the name ends in
 *     {@code [i]}, i being the position of the target
 * @param verdicts what a person must know before looking, in words; empty when nothing is amiss
 */
public record Diagnostics(Map<String, Double> measures, List<String> verdicts) {
    /** Nothing measured, nothing amiss. */
    public static final Diagnostics NONE = new Diagnostics(Map.of(), List.of());

    /** Copies both, keeping their order. */
    public Diagnostics {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        verdicts = List.copyOf(verdicts);
    }

    /** These diagnostics and one measure more. */
    public Diagnostics with(String measure, double value) {
        Map<String, Double> more = new LinkedHashMap<>(measures);
        more.put(measure, value);
        return new Diagnostics(more, verdicts);
    }

    /**
     * These diagnostics and one measure of a target more.
     *
     * @param target its position
     * @param targets how many there are; with one alone the name stays as it is
     */
    public Diagnostics with(String measure, int target, int targets, double value) {
        return with(targets == 1 ? measure : named(measure, target), value);
    }

    /** A measure of a target: its own, or that of the whole explanation; empty if there is neither. */
    public OptionalDouble measure(String measure, int target) {
        Double value = measures.getOrDefault(named(measure, target), measures.get(measure));
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static String named(String measure, int target) {
        return measure + "[" + target + "]";
    }

    /** These diagnostics and one verdict more. */
    public Diagnostics with(String verdict) {
        List<String> more = new ArrayList<>(verdicts);
        more.add(verdict);
        return new Diagnostics(measures, more);
    }
}
