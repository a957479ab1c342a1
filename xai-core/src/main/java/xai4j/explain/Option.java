package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

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
    private final Form form;
    private final Predicate<String> namingFiles;

    /** What kind of value an option takes: enough to draw a field for it. */
    public enum Kind {
        /** A whole number. */
        WHOLE,
        /** A real number. */
        REAL,
        /** {@code true} or {@code false}. */
        FLAG,
        /** One of a few words. */
        CHOICE,
        /** Anything else; {@link Option#meaning()} says what. */
        TEXT
    }

    /**
     * The form of an option's values.
     *
     * @param kind what kind they are
     * @param choices the words of a {@link Kind#CHOICE}, in their order; else empty
     * @param least smallest number; negative infinity where there is no limit, or for what is no number
     * @param most largest number; infinity where there is no limit, or for what is no number
     */
    public record Form(Kind kind, List<String> choices, double least, double most) {
        /** Copies the list. */
        public Form {
            choices = List.copyOf(choices);
        }

        private static Form of(Kind kind) {
            return new Form(kind, List.of(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }

        private static Form of(Kind kind, double least, double most) {
            return new Form(kind, List.of(), least, most);
        }
    }

    private Option(
            String name,
            T byDefault,
            Function<String, T> parser,
            Function<T, String> format,
            Predicate<T> allowed,
            String meaning,
            List<String> aliases,
            Form form,
            Predicate<String> namingFiles) {
        this.name = name;
        this.byDefault = byDefault;
        this.parser = parser;
        this.format = format;
        this.allowed = allowed;
        this.meaning = meaning;
        this.aliases = aliases;
        this.form = form;
        this.namingFiles = namingFiles;
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
                List.of(),
                Form.of(Kind.WHOLE, min, max == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : max),
                Option::noFile);
    }

    /** Any 64-bit number, for seeds. */
    public static Option<Long> number(String name, long byDefault, String meaning) {
        return new Option<>(
                name,
                byDefault,
                Long::valueOf,
                String::valueOf,
                value -> true,
                meaning,
                List.of(),
                Form.of(Kind.WHOLE),
                Option::noFile);
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
                List.of(),
                Form.of(Kind.REAL, min, max),
                Option::noFile);
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
                List.of(),
                Form.of(Kind.FLAG),
                Option::noFile);
    }

    /** One constant of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> Option<E> choice(String name, E byDefault, String meaning) {
        Class<E> type = byDefault.getDeclaringClass();
        List<String> known =
                Arrays.stream(type.getEnumConstants()).map(Option::hyphenated).toList();
        return new Option<>(
                name,
                byDefault,
                text -> Enum.valueOf(type, text.trim().toUpperCase(Locale.ROOT).replace('-', '_')),
                Option::hyphenated,
                value -> true,
                meaning + " (" + String.join("|", known) + ")",
                List.of(),
                new Form(Kind.CHOICE, known, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                Option::noFile);
    }

    /**
     * A value of any other type.
     *
     * @param parser reads the text form; throws {@link IllegalArgumentException} for what it cannot read
     * @param format writes the text form
     */
    public static <T> Option<T> of(
            String name, T byDefault, Function<String, T> parser, Function<T, String> format, String meaning) {
        return new Option<>(
                name, byDefault, parser, format, value -> true, meaning, List.of(), Form.of(Kind.TEXT), Option::noFile);
    }

    /** This option, also known by other names on the command line. */
    public Option<T> alias(String... others) {
        return new Option<>(name, byDefault, parser, format, allowed, meaning, List.of(others), form, namingFiles);
    }

    /**
     * This option, some texts of which name files that are read. Whoever takes values from strangers asks {@link #namesFile} before {@link
     * #parse}.
     *
     * @param naming which texts may name a file
     */
    public Option<T> readingFiles(Predicate<String> naming) {
        return new Option<>(name, byDefault, parser, format, allowed, meaning, aliases, form, naming);
    }

    /** Whether a text may make {@link #parse}, or the method later, read a file; says so without touching any. */
    public boolean namesFile(String text) {
        return namingFiles.test(text);
    }

    /** What its values look like. */
    public Form form() {
        return form;
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

    /** Name and default. */
    @Override
    public String toString() {
        return name + "=" + format(byDefault);
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

    private static boolean noFile(String text) {
        return false;
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
