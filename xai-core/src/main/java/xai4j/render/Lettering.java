package xai4j.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Writes on pictures with glyphs of its own, so that pictures are the same everywhere, also where no font is installed. */
public final class Lettering {
    /** Width of a letter at scale one. */
    public static final int WIDTH = 8;
    /** Height of a line at scale one. */
    public static final int HEIGHT = 16;

    private static final int COLUMNS = 32;

    private final String alphabet;
    private final BufferedImage glyphs;

    public Lettering() {
        try (InputStream letters = resource("font.txt");
                InputStream picture = resource("font.png")) {
            alphabet = new String(letters.readAllBytes(), StandardCharsets.UTF_8);
            glyphs = ImageIO.read(picture);
        } catch (IOException e) {
            throw new IllegalStateException("the glyphs are part of the jar", e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Lettering.class.getResourceAsStream(name), name);
    }

    /** Draws one line with its upper left corner at a point; what does not fit the picture is cut off. */
    public void draw(BufferedImage picture, String text, int left, int top, int scale, int color) {
        for (int i = 0; i < text.length(); i++) {
            int glyph = alphabet.indexOf(text.charAt(i));
            drawGlyph(picture, glyph < 0 ? alphabet.indexOf('?') : glyph, left + i * WIDTH * scale, top, scale, color);
        }
    }

    private static boolean isInside(BufferedImage picture, int x, int y) {
        return x >= 0 && y >= 0 && x < picture.getWidth() && y < picture.getHeight();
    }

    private void drawGlyph(BufferedImage picture, int glyph, int left, int top, int scale, int color) {
        int fromX = glyph % COLUMNS * WIDTH;
        int fromY = glyph / COLUMNS * HEIGHT;
        for (int y = 0; y < HEIGHT * scale; y++) {
            for (int x = 0; x < WIDTH * scale; x++) {
                int ink = glyphs.getRaster().getSample(fromX + x / scale, fromY + y / scale, 0);
                if (ink > 0 && isInside(picture, left + x, top + y)) {
                    int old = picture.getRGB(left + x, top + y);
                    picture.setRGB(left + x, top + y, Pixels.mix(old, color, ink / 255.0));
                }
            }
        }
    }

    /** Breaks text into lines of at most the given number of letters, at blanks where there are any. */
    public static List<String> wrap(String text, int letters) {
        int most = Math.max(8, letters);
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > most) {
            int blank = rest.lastIndexOf(' ', most);
            int cut = blank > 0 ? blank : most;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        lines.add(rest);
        return lines;
    }
}
