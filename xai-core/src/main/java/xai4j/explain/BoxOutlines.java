package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.List;
import xai4j.model.detection.BoundingBox;
import xai4j.render.Pixels;
import xai4j.render.TextDrawing;

/** Draws where detected objects are: the explained one strong and with its label, the others thin. */
final class BoxOutlines {
    private static final int EXPLAINED = 0xFFFFFF;
    private static final int OTHER = 0xC8C8C8;
    private static final int SHADE = 0x101010;
    private static final int THICK = 3;
    private static final int MARGIN = 4;
    private static final TextDrawing FONT = TextDrawing.SMALL;

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
            tag(picture, targets.get(explained), scaleX, scaleY);
        });
    }

    /** The picture with all boxes of targets and their labels; the same picture where there are none. */
    static BufferedImage overview(BufferedImage ground, List<ExplainedTarget> targets, double scaleX, double scaleY) {
        if (targets.stream().allMatch(target -> target.box().isEmpty())) {
            return ground;
        }
        BufferedImage picture = Pixels.enlarged(ground, 1);
        for (ExplainedTarget target : targets) {
            target.box().ifPresent(box -> {
                outline(picture, box, scaleX, scaleY, 1, SHADE);
                outline(picture, box, scaleX, scaleY, 0, EXPLAINED);
            });
        }
        // the surest last, so that no other's label hides its own
        for (int i = targets.size() - 1; i >= 0; i--) {
            tag(picture, targets.get(i), scaleX, scaleY);
        }
        return picture;
    }

    /** The label on a ground of its own, above the box's upper left corner, or inside where the picture ends. */
    private static void tag(BufferedImage picture, ExplainedTarget target, double scaleX, double scaleY) {
        BoundingBox box = target.box().orElseThrow();
        String text = target.label().replaceFirst("^box ", "");
        int width = Math.min(picture.getWidth(), FONT.width(text) + 2 * MARGIN);
        int height = FONT.lineHeight();
        int left = between((int) Math.floor(box.left() * scaleX), picture.getWidth() - width);
        int top = (int) Math.floor(box.top() * scaleY) - height - THICK;
        int free = between(top >= 0 ? top : (int) Math.floor(box.top() * scaleY) + THICK, picture.getHeight() - height);
        for (int y = free; y < free + height; y++) {
            for (int x = left; x < left + width; x++) {
                set(picture, x, y, SHADE);
            }
        }
        FONT.draw(picture, text, left + MARGIN, free, EXPLAINED);
    }

    private static int between(int value, int most) {
        return Math.max(0, Math.min(most, value));
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
