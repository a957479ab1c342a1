package xai4j.coalition;

import java.util.List;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The image under a Gaussian, cut off at three deviations and mirrored at the border; 0 chooses the deviation by size. */
record BlurFill(double sigma) implements Fill {
    private static final double SIGMA_PER_SIDE = 10.0 / 224;

    @Override
    public String name() {
        return sigma == 0 ? "blur" : "blur:" + ConstantFill.number(sigma);
    }

    @Override
    public List<Tensor> pictures(PreparedImage image, Segmentation regions, long seed) {
        PixelPlanes planes = PixelPlanes.of(image);
        double[] kernel = kernel(sigma > 0 ? sigma : SIGMA_PER_SIDE * Math.max(planes.width(), planes.height()));
        Tensor picture = Tensor.zeros(image.tensor().shape());
        double[] channelValues = new double[planes.area()];
        for (int channel = 0; channel < planes.channels(); channel++) {
            for (int pixel = 0; pixel < channelValues.length; pixel++) {
                channelValues[pixel] = image.tensor().at(planes.index(channel, pixel));
            }
            double[] rows = smooth(channelValues, planes.width(), planes.height(), 1, planes.width(), kernel);
            double[] both = smooth(rows, planes.height(), planes.width(), planes.width(), 1, kernel);
            for (int pixel = 0; pixel < both.length; pixel++) {
                picture.set(planes.index(channel, pixel), (float) both[pixel]);
            }
        }
        return List.of(picture);
    }

    /** Smooths lines of {@code length} values {@code step} apart; the lines begin {@code stride} apart. */
    private static double[] smooth(double[] values, int length, int lines, int step, int stride, double[] kernel) {
        double[] result = new double[values.length];
        int radius = kernel.length / 2;
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int k = -radius; k <= radius; k++) {
                    sum += kernel[k + radius] * values[line * stride + mirrored(i + k, length) * step];
                }
                result[line * stride + i * step] = sum;
            }
        }
        return result;
    }

    private static int mirrored(int i, int length) {
        int folded = Math.floorMod(i, 2 * length);
        return folded < length ? folded : 2 * length - 1 - folded;
    }

    private static double[] kernel(double sigma) {
        int radius = Math.max(1, (int) Math.ceil(3 * sigma));
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            kernel[i + radius] = Math.exp(-i * i / (2 * sigma * sigma));
            sum += kernel[i + radius];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }
}
