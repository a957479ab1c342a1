package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.image.filter.Border;
import xai4j.image.filter.SeparableFilter;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/**
 * The image as the authors of RISE blur it for insertion: under a kernel of 11×11 pixels that is a point under a Gaussian of deviation 5
 * mirrored at the kernel's edges (their {@code gkern(11, 5)}), zero in the model's input beyond the image's border.
 */
record RiseBlurBaseline() implements Baseline {
    private static final int SIZE = 11;
    private static final int RADIUS = SIZE / 2;
    private static final double SIGMA = 5;
    private static final int REACH = 20;

    @Override
    public String name() {
        return "rise-blur";
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        SeparableFilter filter = SeparableFilter.weighted(kernel());
        int width = image.input().width();
        int height = image.input().height();
        return List.of(FilteredPlanes.of(image, plane -> blurred(plane, width, height, filter)));
    }

    private static double[] blurred(double[] plane, int width, int height, SeparableFilter filter) {
        int across = width + 2 * RADIUS;
        double[] framed = new double[across * (height + 2 * RADIUS)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(plane, y * width, framed, (y + RADIUS) * across + RADIUS, width);
        }
        double[] filtered = filter.apply(framed, across, height + 2 * RADIUS);
        double[] result = new double[plane.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(filtered, (y + RADIUS) * across + RADIUS, result, y * width, width);
        }
        return result;
    }

    /** One axis of the kernel: what a point in the middle of eleven becomes. */
    private static double[] kernel() {
        double[] kernel = new double[SIZE];
        double sum = 0;
        for (int i = -REACH; i <= REACH; i++) {
            double weight = Math.exp(-i * i / (2 * SIGMA * SIGMA));
            kernel[Border.MIRROR.inside(RADIUS + i, SIZE)] += weight;
            sum += weight;
        }
        for (int i = 0; i < SIZE; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }
}
