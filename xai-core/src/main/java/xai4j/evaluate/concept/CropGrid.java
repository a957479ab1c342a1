package xai4j.evaluate.concept;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import xai4j.image.ObjectMask;

/** The overlapping square pieces into which a picture is cut: two sevenths of its shorter side wide, as the paper's 64 of 224 pixels, four along that side. */
final class CropGrid {
    private static final double SIDE = 64 / 224.0;
    private static final int ALONG = 4;
    private static final int MOST_ALONG = 8;

    private CropGrid() {}

    /** A piece in pixels of its picture. */
    record Box(int left, int top, int width, int height) {
        BufferedImage of(BufferedImage picture) {
            return picture.getSubimage(left, top, width, height);
        }

        /** The share of the piece that an object covers. */
        double covered(ObjectMask mask, int pictureWidth, int pictureHeight) {
            int on = 0;
            for (int i = 0; i < width * height; i++) {
                int row = i / width;
                on += mask.at((left + i % width + 0.5) / pictureWidth, (top + row + 0.5) / pictureHeight) ? 1 : 0;
            }
            return (double) on / (width * height);
        }
    }

    static List<Box> of(int width, int height) {
        int side = (int) Math.max(1, Math.rint(Math.min(width, height) * SIDE));
        List<Box> pieces = new ArrayList<>();
        for (int y : starts(height, side, Math.min(width, height))) {
            for (int x : starts(width, side, Math.min(width, height))) {
                pieces.add(new Box(x, y, side, side));
            }
        }
        return pieces;
    }

    private static List<Integer> starts(int length, int side, int shorter) {
        int count = (int) Math.min(MOST_ALONG, Math.rint((double) ALONG * length / shorter));
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = (int) Math.rint((double) i * (length - side) / (count - 1));
            if (!starts.contains(start)) {
                starts.add(start);
            }
        }
        return starts;
    }
}
