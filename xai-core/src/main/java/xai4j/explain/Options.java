package xai4j.explain;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of one explainer: the options it knows and the values given so far. Immutable. */
public final class Options {
    private final List<Option<?>> known;
    private final Map<Option<?>, Object> values;

    private Options(List<Option<?>> known, Map<Option<?>, Object> values) {
        this.known = known;
        this.values = values;
    }

    /** The given options, all at their defaults. */
    public static Options of(Option<?>... known) {
        return new Options(List.of(known), Map.of());
    }

    /** These options and some more. */
    public Options and(Option<?>... more) {
        return new Options(Stream.concat(known.stream(), Stream.of(more)).toList(), values);
    }

    /** All options, in order of declaration. */
    public List<Option<?>> known() {
        return known;
    }

    /** The value of an option: the one given, else the default. */
    @SuppressWarnings("unchecked") // with() puts only values of the option's own type
    public <T> T get(Option<T> option) {
        requireKnown(option);
        Object value = values.get(option);
        return value == null ? option.byDefault() : (T) value;
    }

    /**
     * Whether a value was given, be it equal to the default. What an explainer does must not depend on it: an explanation records the
     * values alone, and giving them back has to do the same.
     */
    public boolean isSet(Option<?> option) {
        return values.containsKey(option);
    }

    /**
     * These options with one value changed.
     *
     * @throws IllegalArgumentException if the option does not allow the value
     */
    public <T> Options with(Option<T> option, T value) {
        requireKnown(option);
        Map<Option<?>, Object> changed = new HashMap<>(values);
        changed.put(option, option.check(value));
        return new Options(known, Map.copyOf(changed));
    }

    /**
     * These options with one value changed, both given as text.
     *
     * @throws IllegalArgumentException if there is no such option (the message lists them) or it does not allow the value
     */
    public Options with(String name, String text) {
        Option<?> option = known.stream()
                .filter(candidate -> candidate.answersTo(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown option \"" + name + "\"; known: "
                        + known.stream().map(Option::name).collect(Collectors.joining(", "))));
        return parsed(option, text);
    }

    /** Every option with the text form of its value, in order of declaration. */
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        known.forEach(option -> description.put(option.name(), describe(option)));
        return description;
    }

    /** The options whose values are not the defaults. */
    @Override
    public String toString() {
        Map<String, String> changed = new LinkedHashMap<>();
        known.stream()
                .filter(option -> !get(option).equals(option.byDefault()))
                .forEach(option -> changed.put(option.name(), describe(option)));
        return changed.toString();
    }

    private <T> String describe(Option<T> option) {
        return option.format(get(option));
    }

    private <T> Options parsed(Option<T> option, String text) {
        return with(option, option.parse(text));
    }

    private void requireKnown(Option<?> option) {
        if (!known.contains(option)) {
            throw new IllegalArgumentException("option " + option.name() + " is not declared by this explainer");
        }
    }
}
