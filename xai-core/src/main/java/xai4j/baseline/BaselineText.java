package xai4j.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The text forms of baselines. */
final class BaselineText {
    static final String CHOICES = BaselineWord.choices() + ", file:PATH (.npy, photograph or folder)";

    private static final String RGB = "rgb:";
    private static final String FILE = "file:";
    private static final int COMPONENTS = 3;

    private BaselineText() {}

    static Baseline parse(String text) {
        List<String> parts = parts(text);
        return parts.size() == 1
                ? one(parts.get(0), text)
                : Baseline.several(parts.stream().map(part -> one(part, part)).toList());
    }

    /** Splits at commas, except at those between the components of a colour. */
    private static List<String> parts(String text) {
        String[] pieces = text.split(",", -1);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            String part = pieces[i].strip();
            if (startsWith(part, RGB)) {
                int end = Math.min(pieces.length, i + COMPONENTS);
                part = String.join(",", List.of(pieces).subList(i, end)).strip();
                i = end - 1;
            }
            parts.add(part);
        }
        return parts;
    }

    /** Whether a text may name a file; says so without looking for any. */
    static boolean namesFile(String text) {
        return parts(text).stream()
                .anyMatch(part -> BaselineWord.of(part.toLowerCase(Locale.ROOT)).isEmpty());
    }

    private static Baseline one(String text, String said) {
        if (startsWith(text, FILE) && text.length() > FILE.length()) {
            return Baseline.file(Path.of(text.substring(FILE.length())));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            return BaselineWord.of(lower).map(word -> word.read(lower)).orElseGet(() -> file(text, said));
        } catch (NumberFormatException e) {
            throw unknown(said);
        }
    }

    private static Baseline file(String text, String said) {
        if (!BaselineFiles.looksLikeFile(text)) {
            throw unknown(said);
        }
        return Baseline.file(Path.of(text));
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no baseline: " + CHOICES + ", or several separated by commas are expected");
    }

    /** A number as people write it. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
