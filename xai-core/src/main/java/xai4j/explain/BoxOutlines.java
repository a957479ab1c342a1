package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.List;
import xai4j.model.detection.BoundingBox;

/** Draws where detected objects are: the explained one strong, the others thin. */
final class BoxOutlines {
    private static final int EXPLAINED = 0xFFFFFF;
    private static final int OTHER = 0xC8C8C8;
    private static final int SHADE = 0x101010;

    private BoxOutlines() {}

    /**
     * Draws the boxes of targets that have one.
     *
     * @param explained position of the one that the picture is about
     * @param scaleX pixels of the picture per pixel of the photograph, across
     */
    static void draw(
            BufferedImage picture, List<ExplainedTarget> targets, int explained, double scaleX, double scaleY) {
        for (int i = 0; i < targets.size(); i++) {
            if (i != explained) {
                targets.get(i).box().ifPresent(box -> outline(picture, box, scaleX, scaleY, 0, OTHER));
            }
        }
        targets.get(explained).box().ifPresent(box -> {
            outline(picture, box, scaleX, scaleY, 2, SHADE);
            outline(picture, box, scaleX, scaleY, 1, EXPLAINED);
            outline(picture, box, scaleX, scaleY, 0, EXPLAINED);
        });
    }

    /** One pixel wide, so many pixels outside the box. */
    private static void outline(
            BufferedImage picture, BoundingBox box, double scaleX, double scaleY, int outside, int color) {
        int left = (int) Math.floor(box.left() * scaleX) - outside;
        int right = (int) Math.ceil(box.right() * scaleX) - 1 + outside;
        int top = (int) Math.floor(box.top() * scaleY) - outside;
        int bottom = (int) Math.ceil(box.bottom() * scaleY) - 1 + outside;
        for (int x = left; x <= right; x++) {
            set(picture, x, top, color);
            set(picture, x, bottom, color);
        }
        for (int y = top; y <= bottom; y++) {
            set(picture, left, y, color);
            set(picture, right, y, color);
        }
    }

    private static void set(BufferedImage picture, int x, int y, int color) {
        if (x >= 0 && y >= 0 && x < picture.getWidth() && y < picture.getHeight()) {
            picture.setRGB(x, y, color);
        }
    }
}
