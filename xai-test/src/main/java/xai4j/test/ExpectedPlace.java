package xai4j.test;

import java.awt.image.BufferedImage;
import xai4j.evaluate.TruthMask;

/** The outline of the place in which the evidence was expected, drawn on the photograph: white inside, black around it, to be seen on any ground. */
final class ExpectedPlace {
    private static final int WHITE = 0xFFFFFF;
    private static final int BLACK = 0;
    private static final int PICTURE_PER_LINE = 160;

    private ExpectedPlace() {}

    /** A copy of a photograph with the outline. */
    static BufferedImage drawn(BufferedImage photograph, TruthMask.Place place) {
        int width = photograph.getWidth();
        int height = photograph.getHeight();
        int line = Math.max(1, Math.max(width, height) / PICTURE_PER_LINE);
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = place.holds(x, y);
                boolean isEdge = place.holds(x - line, y) != inside
                        || place.holds(x + line, y) != inside
                        || place.holds(x, y - line) != inside
                        || place.holds(x, y + line) != inside;
                drawn.setRGB(x, y, isEdge ? inside ? WHITE : BLACK : photograph.getRGB(x, y));
            }
        }
        return drawn;
    }
}
