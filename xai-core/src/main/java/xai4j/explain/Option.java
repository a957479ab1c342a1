package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One named setting of an explainer: how it is written, what it is by default, and which values are allowed.
 *
 * <p>The same declaration serves the fluent API, {@code --set name=value} on the command line, and the record in an
 * explanation's {@link Provenance}.
 *
 * @param <T> type of the value; immutable
 */
public final class Option<T> {
    private final String name;
    private final T byDefault;
    private final Function<String, T> parser;
    private final Function<T, String> format;
    private final Predicate<T> allowed;
    private final String meaning;
    private final List<String> aliases;

    private Option(
            String name,
            T byDefault,
            Function<String, T> parser,
            Function<T, String> format,
            Predicate<T> allowed,
            String meaning,
            List<String> aliases) {
        this.name = name;
        this.byDefault = byDefault;
        this.parser = parser;
        this.format = format;
        this.allowed = allowed;
        this.meaning = meaning;
        this.aliases = aliases;
    }

    /** A whole number in {@code [min, max]}. */
    public static Option<Integer> integer(String name, int byDefault, int min, int max, String meaning) {
        return new Option<>(
                name,
                byDefault,
                Integer::valueOf,
                String::valueOf,
                value -> value >= min && value <= max,
                meaning + range(Integer.toString(min), max == Integer.MAX_VALUE ? "" : Integer.toString(max)),
                List.of());
    }

    /** Any 64-bit number, for seeds. */
    public static Option<Long> number(String name, long byDefault, String meaning) {
        return new Option<>(name, byDefault, Long::valueOf, String::valueOf, value -> true, meaning, List.of());
    }

    /** A real number in {@code [min, max]}. */
    public static Option<Double> real(String name, double byDefault, double min, double max, String meaning) {
        return new Option<>(
                name,
                byDefault,
                Double::valueOf,
                String::valueOf,
                value -> value >= min && value <= max,
                meaning + range(Double.toString(min), max == Double.POSITIVE_INFINITY ? "" : Double.toString(max)),
                List.of());
    }

    /** Yes or no: {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name, boolean byDefault, String meaning) {
        return new Option<>(
                name,
                byDefault,
                Option::parseBoolean,
                String::valueOf,
                value -> true,
                meaning + " (true|false)",
                List.of());
    }

    /** One constant of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> Option<E> choice(String name, E byDefault, String meaning) {
        Class<E> type = byDefault.getDeclaringClass();
        String known =
                Arrays.stream(type.getEnumConstants()).map(Option::hyphenated).collect(Collectors.joining("|"));
        return new Option<>(
                name,
                byDefault,
                text -> Enum.valueOf(type, text.trim().toUpperCase(Locale.ROOT).replace('-', '_')),
                Option::hyphenated,
                value -> true,
                meaning + " (" + known + ")",
                List.of());
    }

    /**
     * A value of any other type.
     *
     * @param parser reads the text form; throws {@link IllegalArgumentException} for what it cannot read
     * @param format writes the text form
     */
    public static <T> Option<T> of(
            String name, T byDefault, Function<String, T> parser, Function<T, String> format, String meaning) {
        return new Option<>(name, byDefault, parser, format, value -> true, meaning, List.of());
    }

    /** This option, also known by other names on the command line. */
    public Option<T> alias(String... others) {
        return new Option<>(name, byDefault, parser, format, allowed, meaning, List.of(others));
    }

    /** Whether a name on the command line means this option. */
    public boolean answersTo(String candidate) {
        return name.equals(candidate) || aliases.contains(candidate);
    }

    /** Name as on the command line: lower case with hyphens. */
    public String name() {
        return name;
    }

    /** Value when nothing is set. */
    public T byDefault() {
        return byDefault;
    }

    /** What it does, in words, with the allowed values. */
    public String meaning() {
        return meaning;
    }

    /** Text form of a value. */
    public String format(T value) {
        return format.apply(value);
    }

    /**
     * Reads a text form.
     *
     * @throws IllegalArgumentException naming the option, the text and the allowed values
     */
    public T parse(String text) {
        try {
            return check(parser.apply(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(complaint(text), e);
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage();
            throw new IllegalArgumentException(
                    reason == null || reason.startsWith("No enum constant") || reason.startsWith("option ")
                            ? complaint(text)
                            : "option " + name + ": " + reason,
                    e);
        }
    }

    /**
     * Passes an allowed value through; the default is always one, so that what an explanation records can be given back.
     *
     * @throws IllegalArgumentException naming the option, the value and the allowed ones; or if the value has no text form, without
     *     which no explanation could record it
     */
    public T check(T value) {
        Objects.requireNonNull(format(value));
        if (!value.equals(byDefault) && !allowed.test(value)) {
            throw new IllegalArgumentException(complaint(format(value)));
        }
        return value;
    }

    private String complaint(String text) {
        return "option " + name + " cannot be \"" + text + "\": " + meaning;
    }

    private static String range(String min, String max) {
        return max.isEmpty() ? " (at least " + min + ")" : " (" + min + " to " + max + ")";
    }

    private static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new NumberFormatException(text);
        };
    }
}
