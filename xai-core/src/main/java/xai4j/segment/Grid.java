package xai4j.segment;

import java.awt.image.BufferedImage;

/** Equal rectangles; never more than there are pixels. */
record Grid(int columns, int rows) implements Segmenter {
    Grid {
        if (columns < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "a grid needs at least one column and one row, not " + columns + "x" + rows);
        }
    }

    @Override
    public Segmentation segment(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int across = Math.min(columns, width);
        int down = Math.min(rows, height);
        int[] labels = new int[width * height];
        for (int y = 0; y < height; y++) {
            int row = (int) ((long) y * down / height);
            for (int x = 0; x < width; x++) {
                labels[y * width + x] = row * across + (int) ((long) x * across / width);
            }
        }
        return Segmentation.of(width, height, labels);
    }

    @Override
    public String toString() {
        return "grid:" + columns + "x" + rows;
    }
}
