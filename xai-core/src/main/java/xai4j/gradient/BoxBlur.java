package xai4j.gradient;

import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/** Blurs an image strongly: three box filters, which together are close to a Gaussian; the border is repeated. */
final class BoxBlur {
    private static final int PASSES = 3;
    private static final int SHARE = 8;

    private BoxBlur() {}

    static Tensor of(PreparedImage image) {
        PixelPlanes planes = PixelPlanes.of(image);
        int height = planes.height();
        int width = planes.width();
        int radius = Math.max(1, Math.min(height, width) / SHARE / 2);
        Tensor result = Tensor.zeros(image.tensor().shape());
        double[] plane = new double[height * width];
        for (int channel = 0; channel < planes.channels(); channel++) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = image.tensor().at(planes.index(channel, i));
            }
            for (int pass = 0; pass < PASSES; pass++) {
                plane = lines(plane, height, width, width, 1, radius);
                plane = lines(plane, width, height, 1, width, radius);
            }
            for (int i = 0; i < plane.length; i++) {
                result.set(planes.index(channel, i), (float) plane[i]);
            }
        }
        return result;
    }

    private static double[] lines(double[] plane, int lines, int length, int lineStep, int step, int radius) {
        double[] result = new double[plane.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int k = i - radius; k <= i + radius; k++) {
                    sum += plane[line * lineStep + Math.max(0, Math.min(length - 1, k)) * step];
                }
                result[line * lineStep + i * step] = sum / (2 * radius + 1);
            }
        }
        return result;
    }
}
