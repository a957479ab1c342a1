package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An equation of Einsum with every axis named by one letter: an ellipsis is spelled out, and a result that is not written is
 * the one that the definition says (letters that stand once, in alphabetical order).
 *
 * @param terms axes of each factor
 * @param result axes of the result
 */
public record EinsumEquation(List<String> terms, String result) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ELLIPSIS = "...";

    /**
     * Reads an equation.
     *
     * @param ranks ranks of the factors
     * @return empty if it does not fit the ranks
     */
    public static Optional<EinsumEquation> parse(String text, int... ranks) {
        String plain = text.replace(" ", "");
        String[] sides = plain.split("->", -1);
        String[] factors = sides[0].split(",", -1);
        if (sides.length > 2 || factors.length != ranks.length) {
            return Optional.empty();
        }
        String shared = spread(plain, factors, ranks);
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < factors.length; i++) {
            int dots = ranks[i] - factors[i].replace(ELLIPSIS, "").length();
            boolean fits = factors[i].contains(ELLIPSIS) ? dots >= 0 : dots == 0;
            if (!fits) {
                return Optional.empty();
            }
            terms.add(factors[i].replace(ELLIPSIS, shared.substring(shared.length() - dots)));
        }
        String result = sides.length == 2 ? sides[1].replace(ELLIPSIS, shared) : shared + once(sides[0]);
        return Optional.of(new EinsumEquation(List.copyOf(terms), result));
    }

    /** Letters for the axes of the longest ellipsis; shorter ones have its last axes. */
    private static String spread(String text, String[] factors, int[] ranks) {
        int longest = 0;
        for (int i = 0; i < factors.length; i++) {
            if (factors[i].contains(ELLIPSIS)) {
                longest = Math.max(
                        longest, ranks[i] - factors[i].replace(ELLIPSIS, "").length());
            }
        }
        StringBuilder spread = new StringBuilder();
        while (spread.length() < longest) {
            spread.append(unusedIn(text + spread));
        }
        return spread.toString();
    }

    private static String once(String factors) {
        StringBuilder once = new StringBuilder();
        char[] letters = factors.replace(",", "").replace(".", "").toCharArray();
        Arrays.sort(letters);
        for (char letter : letters) {
            if (factors.indexOf(letter) == factors.lastIndexOf(letter)) {
                once.append(letter);
            }
        }
        return once.toString();
    }

    private static char unusedIn(String text) {
        return (char) LETTERS.chars()
                .filter(letter -> text.indexOf(letter) < 0)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + " uses every letter"));
    }

    /** A letter that neither the equation nor another text uses. */
    public char unused(String text) {
        return unusedIn(String.join("", terms) + result + text);
    }
}
