package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.render.ColorMap;
import xai4j.render.Pixels;
import xai4j.render.TextDrawing;

/**
 * What colours mean: from the colour of {@code low} to that of {@code high}.
 *
 * @param colors the colours
 * @param high the value of the last colour; the first is its negative where {@code signed}, else zero
 * @param signed whether zero lies in the middle
 * @param meaning words behind the numbers; may be empty
 */
record Scale(ColorMap colors, double high, boolean signed, String meaning) {
    private static final int BAR = 12;
    private static final int INK = 0x202020;
    private static final int PALE = 0x707070;
    private static final int PAPER = 0xFFFFFF;

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

    /** The colours as a bar of so many pixels, with its numbers below. */
    BufferedImage bar(int width) {
        TextDrawing font = TextDrawing.SMALL;
        BufferedImage bar = Pixels.paper(width, BAR + font.lineHeight(), PAPER);
        for (int x = 0; x < width; x++) {
            int color = color((double) x / Math.max(1, width - 1));
            for (int y = 0; y < BAR; y++) {
                bar.setRGB(x, y, color);
            }
        }
        font.draw(bar, low(), 0, BAR, INK);
        font.draw(bar, middle(), (width - font.width(middle())) / 2, BAR, INK);
        font.draw(bar, top(), width - font.width(top()), BAR, INK);
        return bar;
    }

    /** The same with what the numbers mean. */
    BufferedImage legend(int width) {
        if (meaning.isEmpty()) {
            return bar(width);
        }
        TextDrawing font = TextDrawing.SMALL;
        List<String> words = font.wrap(meaning, width);
        BufferedImage below = Pixels.paper(width, words.size() * font.lineHeight(), PAPER);
        font.draw(below, words, 0, 0, PALE);
        return Pixels.stacked(List.of(bar(width), below), 0);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
