package xai4j.render;

import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The outlines of DejaVu Sans, which ships with this library. They are read from the font's file itself: {@code java.awt.Font} would need
 * fontconfig, FreeType and a temp folder that can be written to, none of which a container has for certain, and would draw other pixels
 * on every machine.
 */
final class GlyphOutlines {
    /** A box: what stands where the font has no glyph. */
    private static final int MISSING = 0;

    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unitsPerEm;
    private final Map<Integer, Glyph> known = new ConcurrentHashMap<>();

    /**
     * A character's shape.
     *
     * @param outline in ems, the baseline at zero, downwards positive
     * @param advance to the next character, in ems
     */
    record Glyph(Path2D outline, double advance) {}

    /** Reads the font when it is first needed. */
    private static final class Holder {
        private static final GlyphOutlines DEJAVU = new GlyphOutlines("DejaVuSans.ttf");
    }

    private GlyphOutlines(String resource) {
        try (InputStream file = Objects.requireNonNull(GlyphOutlines.class.getResourceAsStream(resource), resource)) {
            font = new TTFParser().parse(new RandomAccessReadBuffer(file));
            glyphs = font.getUnicodeCmapLookup();
            unitsPerEm = font.getUnitsPerEm();
        } catch (IOException e) {
            throw new IllegalStateException("the font " + resource + " in this library's jar is damaged", e);
        }
    }

    static GlyphOutlines dejaVu() {
        return Holder.DEJAVU;
    }

    /** Whether the font draws a character. */
    boolean has(int codePoint) {
        return glyphId(codePoint) != MISSING;
    }

    Glyph of(int codePoint) {
        return known.computeIfAbsent(codePoint, this::read);
    }

    private synchronized int glyphId(int codePoint) {
        return Character.isISOControl(codePoint) ? MISSING : glyphs.getGlyphId(codePoint);
    }

    private synchronized Glyph read(int codePoint) {
        int id = glyphId(codePoint);
        try {
            Path2D outline = new Path2D.Double();
            var glyph = font.getGlyph().getGlyph(id);
            if (glyph != null) {
                outline.append(glyph.getPath(), false);
            }
            outline.transform(java.awt.geom.AffineTransform.getScaleInstance(1 / unitsPerEm, -1 / unitsPerEm));
            return new Glyph(outline, font.getAdvanceWidth(id) / unitsPerEm);
        } catch (IOException e) {
            throw new IllegalStateException("the font in this library's jar is damaged", e);
        }
    }
}
