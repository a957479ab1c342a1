package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.Random;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.filter.MapResizing;

/** A photograph at one size, and the picture that is being made of it. */
final class DreamState {
    private final int height;
    private final int width;
    private final float[] photograph;
    private final float[] rgb;

    private DreamState(int height, int width, float[] photograph, float[] rgb) {
        this.height = height;
        this.width = width;
        this.photograph = photograph;
        this.rgb = rgb;
    }

    /** A photograph at a size, still unchanged. */
    static DreamState of(BufferedImage full, int height, int width) {
        float[] photograph = planes(full, height, width);
        return new DreamState(height, width, photograph, photograph.clone());
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** The picture, {@code [3, height, width]} in [0, 1]. */
    float[] rgb() {
        return rgb;
    }

    private static float[] planes(BufferedImage full, int height, int width) {
        BufferedImage small = Images.resized(full, width, height, Interpolation.BICUBIC);
        int[] pixels = small.getRGB(0, 0, width, height, null, 0, width);
        float[] planes = new float[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            planes[i] = (pixels[i] >> 16 & 0xFF) / 255f;
            planes[pixels.length + i] = (pixels[i] >> 8 & 0xFF) / 255f;
            planes[2 * pixels.length + i] = (pixels[i] & 0xFF) / 255f;
        }
        return planes;
    }

    /** The same detail on the photograph at another size. */
    DreamState resized(BufferedImage full, int toHeight, int toWidth) {
        float[] larger = planes(full, toHeight, toWidth);
        float[] result = larger.clone();
        int area = height * width;
        for (int c = 0; c < 3; c++) {
            float[] detail = new float[area];
            for (int i = 0; i < area; i++) {
                detail[i] = rgb[c * area + i] - photograph[c * area + i];
            }
            float[] grown = MapResizing.BILINEAR.resize(detail, height, width, toHeight, toWidth);
            for (int i = 0; i < grown.length; i++) {
                int at = c * grown.length + i;
                result[at] = clipped(result[at] + grown[i]);
            }
        }
        return new DreamState(toHeight, toWidth, larger, result);
    }

    /**
     * One step uphill on the picture, seen shifted around its borders by a random amount.
     *
     * @param rate mean change of a value
     * @return false if the gradient is zero everywhere or not finite; nothing has changed then
     */
    boolean climb(Tiles tiles, Random random, double rate) {
        int down = random.nextInt(height);
        int right = random.nextInt(width);
        float[] gradient =
                rolled(tiles.gradient(rolled(rgb, down, right), height, width), height - down, width - right);
        double mean = 0;
        for (float slope : gradient) {
            mean += (double) Math.abs(slope) / gradient.length;
        }
        if (!(mean > 0) || Double.isInfinite(mean)) {
            return false;
        }
        for (int i = 0; i < gradient.length; i++) {
            rgb[i] = clipped(rgb[i] + rate * gradient[i] / mean);
        }
        return true;
    }

    private static float clipped(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }

    private float[] rolled(float[] planes, int down, int right) {
        float[] result = new float[planes.length];
        for (int row = 0; row < 3 * height; row++) {
            int plane = row / height;
            int to = (plane * height + (row % height + down) % height) * width;
            int kept = width - right % width;
            System.arraycopy(planes, row * width, result, to + width - kept, kept);
            System.arraycopy(planes, row * width + kept, result, to, width - kept);
        }
        return result;
    }
}
