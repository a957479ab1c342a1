package xai4j.explain;

import java.util.Arrays;
import java.util.Locale;
import xai4j.render.ColorMap;

/**
 * What colours mean: from the colour of {@code low} to that of {@code high}.
 *
 * @param colors the colours
 * @param high the value of the last colour; the first is its negative where {@code signed}, else zero
 * @param signed whether zero lies in the middle
 * @param meaning words behind the numbers; may be empty
 */
record Scale(ColorMap colors, double high, boolean signed, String meaning) {
    /**
     * The value of the last colour for each of several pictures, positive.
     *
     * @param own the largest magnitude of each
     * @param apart whether each has a scale of its own; otherwise the largest of all serves them all, so that they can be compared
     */
    static double[] limits(double[] own, boolean apart) {
        double common = Arrays.stream(own).max().orElse(0);
        return Arrays.stream(own)
                .map(limit -> apart ? limit : common)
                .map(limit -> limit > 0 ? limit : 1)
                .toArray();
    }

    int color(double t) {
        return signed ? colors.signed(2 * t - 1) : colors.sequential(t);
    }

    String low() {
        return signed ? number(-high) : "0";
    }

    String middle() {
        return signed ? "0" : "";
    }

    String top() {
        return number(high);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
