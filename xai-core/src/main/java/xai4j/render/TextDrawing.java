package xai4j.render;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes on pictures in DejaVu Sans (Latin, Greek, Cyrillic and much else; a box stands for what the font does not have), so that
 * pictures are the same everywhere, also where no font is installed. Control characters are drawn as boxes, too.
 */
public final class TextDrawing {
    /** Of captions: lines of 16 pixels. */
    public static final TextDrawing SMALL = new TextDrawing(12);
    /** Of headings: lines of 25 pixels. */
    public static final TextDrawing LARGE = new TextDrawing(19);

    private static final double LINE = 4 / 3.0;
    private static final double BASELINE = 1.02;
    private static final int NARROWEST = 64;
    private static final int LONGEST = 1000;

    private final int size;
    private final GlyphOutlines outlines = GlyphOutlines.dejaVu();

    private TextDrawing(int size) {
        this.size = size;
    }

    /**
     * Text of another size.
     *
     * @param pixels of an em, positive
     */
    public static TextDrawing ofSize(int pixels) {
        if (pixels < 1) {
            throw new IllegalArgumentException("text of " + pixels + " pixels cannot be read");
        }
        return new TextDrawing(pixels);
    }

    /** Height of a line, in pixels. */
    public int lineHeight() {
        return (int) Math.round(size * LINE);
    }

    /** Width of a line of text, in pixels. */
    public int width(String text) {
        return (int) Math.ceil(text.codePoints()
                .mapToDouble(character -> outlines.of(character).advance() * size)
                .sum());
    }

    /** Width of the widest of some lines, in pixels; 0 if there are none. */
    public int width(List<String> lines) {
        return lines.stream().mapToInt(this::width).max().orElse(0);
    }

    /** Draws one line with its upper left corner at a point; what does not fit the picture is cut off. */
    public void draw(BufferedImage picture, String text, int left, int top, int color) {
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        canvas.setColor(new Color(color));
        double x = left;
        double baseline = Math.round(top + size * BASELINE);
        for (int character : text.codePoints().toArray()) {
            GlyphOutlines.Glyph glyph = outlines.of(character);
            AffineTransform place = new AffineTransform(size, 0, 0, size, x, baseline);
            canvas.fill(place.createTransformedShape(glyph.outline()));
            x += glyph.advance() * size;
        }
        canvas.dispose();
    }

    /** Draws lines one below the other. */
    public void draw(BufferedImage picture, List<String> lines, int left, int top, int color) {
        for (int i = 0; i < lines.size(); i++) {
            draw(picture, lines.get(i), left, top + i * lineHeight(), color);
        }
    }

    /**
     * Breaks text into lines of at most the given width, at blanks where there are any. Of a text of more than 1000 characters, which nobody reads
     * under a picture, the first 1000 are taken, and an ellipsis.
     *
     * @param pixels at least 64 are taken
     */
    public List<String> wrap(String text, int pixels) {
        int most = Math.max(NARROWEST, pixels);
        List<String> lines = new ArrayList<>();
        String rest = beginning(text.strip());
        while (width(rest) > most) {
            int fitting = fitting(rest, most);
            int blank = rest.lastIndexOf(' ', fitting);
            int cut = blank > 0 ? blank : fitting;
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        lines.add(rest);
        return lines;
    }

    private static String beginning(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }

    /** How many chars fit; at least one character. */
    private int fitting(String text, int most) {
        double width = 0;
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            width += outlines.of(character).advance() * size;
            if (width > most && at > 0) {
                return at;
            }
            at += Character.charCount(character);
        }
        return text.length();
    }
}
