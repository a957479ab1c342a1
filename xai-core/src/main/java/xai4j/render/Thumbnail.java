package xai4j.render;

import java.awt.image.BufferedImage;
import xai4j.image.Box;

/** A picture, or a part of one, fitted into a square cell: enlarged with its pixels visible, or reduced by averaging. */
public final class Thumbnail {
    private static final int FRAME = 2;
    private static final int DASH = 4;

    private final BufferedImage picture;
    private final int cell;

    private Thumbnail(BufferedImage picture, int cell) {
        this.picture = picture;
        this.cell = cell;
    }

    /** The whole picture with a frame around a box. */
    public static Thumbnail framed(BufferedImage picture, Box box, int color, int cell) {
        BufferedImage fitted = fit(picture, new Box(0, picture.getHeight(), 0, picture.getWidth()), cell);
        double down = (double) fitted.getHeight() / picture.getHeight();
        double across = (double) fitted.getWidth() / picture.getWidth();
        int top = (int) Math.floor(box.top() * down);
        int left = (int) Math.floor(box.left() * across);
        int bottom = Math.max(top + 1, (int) Math.ceil(box.bottom() * down));
        int right = Math.max(left + 1, (int) Math.ceil(box.right() * across));
        frame(fitted, new Box(top, bottom, left, right), color);
        return new Thumbnail(fitted, cell);
    }

    /** The same with a dashed frame of one pixel around a second box. */
    public static Thumbnail framed(BufferedImage picture, Box box, Box dashed, int color, int cell) {
        Thumbnail framed = framed(picture, box, color, cell);
        BufferedImage fitted = framed.picture;
        int bottom = fitted.getHeight() - 1;
        int right = fitted.getWidth() - 1;
        double down = (double) fitted.getHeight() / picture.getHeight();
        double across = (double) fitted.getWidth() / picture.getWidth();
        int top = Math.min(bottom, (int) Math.floor(dashed.top() * down));
        int left = Math.min(right, (int) Math.floor(dashed.left() * across));
        int low = Math.min(bottom, (int) Math.ceil(dashed.bottom() * down) - 1);
        int far = Math.min(right, (int) Math.ceil(dashed.right() * across) - 1);
        for (int x = left; x <= far; x++) {
            dash(fitted, x, top, x, color);
            dash(fitted, x, low, x, color);
        }
        for (int y = top; y <= low; y++) {
            dash(fitted, left, y, y, color);
            dash(fitted, far, y, y, color);
        }
        return framed;
    }

    /** A dash in the frame's colour, then one in white, so that it is seen on any picture. */
    private static void dash(BufferedImage picture, int x, int y, int along, int color) {
        picture.setRGB(x, y, along / DASH % 2 == 0 ? color : 0xFFFFFF);
    }

    /** The box alone, with a frame. */
    public static Thumbnail cropped(BufferedImage picture, Box box, int color, int cell) {
        BufferedImage fitted = fit(picture, box, cell);
        frame(fitted, new Box(0, fitted.getHeight(), 0, fitted.getWidth()), color);
        return new Thumbnail(fitted, cell);
    }

    /** Draws it in the middle of a cell whose upper left corner is given. */
    public void drawOn(BufferedImage sheet, int left, int top) {
        Pixels.copy(picture, sheet, left + (cell - picture.getWidth()) / 2, top + (cell - picture.getHeight()) / 2);
    }

    private static BufferedImage fit(BufferedImage picture, Box part, int cell) {
        Box box = new Box(
                Math.min(part.top(), picture.getHeight() - 1),
                Math.min(part.bottom(), picture.getHeight()),
                Math.min(part.left(), picture.getWidth() - 1),
                Math.min(part.right(), picture.getWidth()));
        double factor = (double) cell / Math.max(box.height(), box.width());
        int height = Math.max(1, (int) Math.rint(box.height() * factor));
        int width = Math.max(1, (int) Math.rint(box.width() * factor));
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int fromY = box.top() + y * box.height() / height;
            int toY = Math.max(fromY + 1, box.top() + (y + 1) * box.height() / height);
            for (int x = 0; x < width; x++) {
                int fromX = box.left() + x * box.width() / width;
                int toX = Math.max(fromX + 1, box.left() + (x + 1) * box.width() / width);
                result.setRGB(x, y, mean(picture, fromX, toX, fromY, toY));
            }
        }
        return result;
    }

    private static int mean(BufferedImage picture, int fromX, int toX, int fromY, int toY) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                int pixel = picture.getRGB(x, y);
                red += pixel >> 16 & 0xFF;
                green += pixel >> 8 & 0xFF;
                blue += pixel & 0xFF;
            }
        }
        int count = (toX - fromX) * (toY - fromY);
        return (red + count / 2) / count << 16 | (green + count / 2) / count << 8 | (blue + count / 2) / count;
    }

    private static void frame(BufferedImage picture, Box box, int color) {
        for (int y = box.top(); y < Math.min(box.bottom(), picture.getHeight()); y++) {
            for (int x = box.left(); x < Math.min(box.right(), picture.getWidth()); x++) {
                int edge = Math.min(
                        Math.min(y - box.top(), box.bottom() - 1 - y), Math.min(x - box.left(), box.right() - 1 - x));
                if (edge < FRAME) {
                    picture.setRGB(x, y, color);
                }
            }
        }
    }
}
