package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Javadoc of every option says its name, its default and what it allows, as the declaration does. Run with {@code -Dxai4j.docs=write} to print the sentences
 * anew.
 */
class OptionJavadocTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern DECLARATION = Pattern.compile(
            "( +)/\\*\\*((?:(?!\\*/).)*?)\\*/\\n +public static final Option<[^=]*?> (\\w+)\\s*=", Pattern.DOTALL);
    private static final Pattern UNDOCUMENTED =
            Pattern.compile("(?<!\\*/)\\n +public static final Option<[^=]*?> (\\w+)\\s*=");
    private static final Pattern SENTENCE = Pattern.compile("\\s*Option \\{@code [^}]*\\}, .*$", Pattern.DOTALL);
    private static final int WIDTH = 120;

    @Test
    void everyOptionSaysWhatItsDeclarationSays() throws IOException {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Path file : sources()) {
            String text = Files.readString(file);
            found += (int) DECLARATION.matcher(text).results().count();
            UNDOCUMENTED.matcher(text).results().forEach(match -> wrong.add(file + ": " + match.group(1)));
            String right = DECLARATION.matcher(text).replaceAll(match -> Matcher.quoteReplacement(said(file, match)));
            if (System.getProperty("xai4j.docs", "").equals("write")) {
                Files.writeString(file, right);
            } else if (!right.equals(text)) {
                wrong.add(file.toString());
            }
        }
        assertThat(found).isGreaterThan(100);
        assertThat(wrong).as("run with -Dxai4j.docs=write to say it anew").isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String said(Path file, MatchResult declaration) {
        String declared = declaration.group();
        String sentence = sentence(option(file, declaration.group(3)));
        String words = words(declaration.group(2));
        if (words.endsWith(sentence)) {
            return declared; // however its lines are broken
        }
        String text = SENTENCE.matcher(words).replaceAll("") + " " + sentence;
        return javadoc(text.strip(), declaration.group(1)) + declared.substring(declared.indexOf("*/") + 2);
    }

    private static String words(String comment) {
        return comment.lines()
                .map(line -> line.strip().replaceFirst("^\\* ?", ""))
                .reduce("", (a, b) -> a + " " + b)
                .strip();
    }

    private static String javadoc(String text, String indent) {
        if (indent.length() + text.length() + "/**  */".length() <= WIDTH) {
            return indent + "/** " + text + " */";
        }
        StringBuilder lines = new StringBuilder(indent + "/**");
        int column = WIDTH;
        for (String word : text.split(" ", -1)) {
            if (column + 1 + word.length() > WIDTH) {
                lines.append("\n").append(indent).append(" *");
                column = indent.length() + 2;
            }
            lines.append(" ").append(word);
            column += 1 + word.length();
        }
        return lines + "\n" + indent + " */";
    }

    private static Option<?> option(Path file, String field) {
        String name = SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
        try {
            var declared = Class.forName(name).getDeclaredField(field);
            declared.setAccessible(true);
            return (Option<?>) declared.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the option " + field + " of " + name, e);
        }
    }

    private static <T> String sentence(Option<T> option) {
        String byDefault = option.format(option.byDefault());
        Option.Form form = option.form();
        return "Option {@code " + option.name() + "}, " + (byDefault.isEmpty() ? "empty" : "{@code " + byDefault + "}")
                + " by default" + allowed(form) + ".";
    }

    private static String allowed(Option.Form form) {
        return switch (form.kind()) {
            case CHOICE -> "; " + String.join(", ", form.choices());
            case WHOLE -> range(form, true);
            case REAL -> range(form, false);
            case FLAG, TEXT -> "";
        };
    }

    private static String range(Option.Form form, boolean whole) {
        boolean from = form.least() > Double.NEGATIVE_INFINITY;
        boolean to = form.most() < Double.POSITIVE_INFINITY;
        if (!from && !to) {
            return "";
        }
        return from && to
                ? "; " + number(form.least(), whole) + " to " + number(form.most(), whole)
                : from ? "; at least " + number(form.least(), whole) : "; at most " + number(form.most(), whole);
    }

    private static String number(double value, boolean whole) {
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
