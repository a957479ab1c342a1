package xai4j.prototype.modification;

import java.awt.image.BufferedImage;
import xai4j.image.filter.Border;

/**
 * Bends outlines: row {@code i} is shifted by {@code amplitude · sin(frequency · π · i)} pixels, rounded towards zero, then every
 * column likewise.
 *
 * @param amplitude largest shift in pixels
 * @param frequency of the wave: half periods per pixel
 * @param border what moves in from beyond the border
 */
public record Warp(double amplitude, double frequency, Border border) implements Modification {
    @Override
    public BufferedImage apply(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] source = picture.getRGB(0, 0, width, height, null, 0, width);
        int[] across = new int[source.length];
        for (int y = 0; y < height; y++) {
            int shift = shift(y);
            for (int x = 0; x < width; x++) {
                across[y * width + x] = source[y * width + border.inside(x - shift, width)];
            }
        }
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            int shift = shift(x);
            for (int y = 0; y < height; y++) {
                result.setRGB(x, y, across[border.inside(y - shift, height) * width + x]);
            }
        }
        return result;
    }

    private int shift(int line) {
        return (int) (amplitude * Math.sin(frequency * Math.PI * line));
    }
}
