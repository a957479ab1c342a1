package xai4j.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The text forms of baselines. */
final class BaselineText {
    static final String CHOICES =
            "mean, zero, black, grey, white, rgb:R,G,B, value:X, blur, blur:SIGMA, box-blur, rise-blur, minimum, random, random:COUNT, file:PATH (.npy, photograph or folder)";

    /** Beginnings of texts that name no file. */
    private static final Set<String> HARMLESS = Set.of(
            "mean",
            "zero",
            "black",
            "grey",
            "gray",
            "white",
            "rgb:",
            "value:",
            "blur",
            "blurred",
            "blur:",
            "box-blur",
            "rise-blur",
            "minimum",
            "random",
            "random:");

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
                .map(part -> part.toLowerCase(Locale.ROOT))
                .anyMatch(part -> !HARMLESS.contains(
                        part.substring(0, part.indexOf(':') < 0 ? part.length() : part.indexOf(':') + 1)));
    }

    private static Baseline one(String text, String said) {
        if (startsWith(text, FILE) && text.length() > FILE.length()) {
            return Baseline.file(Path.of(text.substring(FILE.length())));
        }
        String word = text.toLowerCase(Locale.ROOT);
        int colon = word.indexOf(':');
        String argument = word.substring(colon + 1);
        try {
            return switch (colon < 0 ? word : word.substring(0, colon + 1)) {
                case "mean" -> Baseline.mean();
                case "zero" -> Baseline.zero();
                case "black" -> Baseline.black();
                case "grey", "gray" -> Baseline.grey();
                case "white" -> Baseline.white();
                case RGB -> rgb(argument.split(",", -1));
                case "value:" -> Baseline.value(Float.parseFloat(argument));
                case "blur", "blurred" -> Baseline.blur();
                case "blur:" -> Baseline.blur(Double.parseDouble(argument));
                case "box-blur" -> Baseline.boxBlur();
                case "rise-blur" -> Baseline.riseBlur();
                case "minimum" -> Baseline.minimum();
                case "random" -> Baseline.random(1);
                case "random:" -> Baseline.random(Integer.parseInt(argument));
                default -> file(text, said);
            };
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

    private static Baseline rgb(String[] components) {
        if (components.length != COMPONENTS) {
            throw new NumberFormatException("three components are needed");
        }
        return Baseline.rgb(
                Double.parseDouble(components[0]),
                Double.parseDouble(components[1]),
                Double.parseDouble(components[2]));
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
