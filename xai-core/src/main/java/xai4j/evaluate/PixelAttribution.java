package xai4j.evaluate;

import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelMapping;
import xai4j.image.filter.AxisInterpolation;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * An explanation as one number per pixel of the picture. Maps of a layer are enlarged bilinearly, input attributions summed over
 * the channels with their sign, and what a region is worth is shared out evenly among its pixels. The sign of a bare gradient
 * says lighter or darker, not for or against, so that of such methods the magnitudes are summed.
 */
public final class PixelAttribution {
    private static final Set<String> GRADIENTS =
            Set.of("saliency", "smooth-grad", "guided-backprop", "deconvnet", "guided-grad-cam");

    private PixelAttribution() {}

    /** Whether a method's numbers are summed without their sign. */
    public static boolean isGradient(String method) {
        return GRADIENTS.contains(method);
    }

    /**
     * The attribution of each pixel.
     *
     * @param target position among the explanation's targets
     * @param width of the photograph in pixels
     * @param height of the photograph in pixels
     * @return row by row; zero for pixels that the model does not see
     * @throws XaiException if the explanation gives no numbers to places
     */
    public static double[] of(Explanation explanation, int target, int width, int height) {
        if (explanation instanceof SaliencyMap map) {
            return ofMap(map, map.mapping(), target, width, height);
        }
        if (explanation instanceof SegmentAttribution regions) {
            return ofRegions(regions, regions.mapping(), target, width, height);
        }
        throw placeless(explanation);
    }

    /**
     * The attribution of each pixel of the model's input.
     *
     * @param target position among the explanation's targets
     * @param width of the input in pixels
     * @param height of the input in pixels
     * @return row by row
     * @throws XaiException if the explanation gives no numbers to places
     */
    static double[] ofInput(Explanation explanation, int target, int width, int height) {
        if (explanation instanceof SaliencyMap map) {
            return ofMap(map, PixelMapping.IDENTITY, target, width, height);
        }
        if (explanation instanceof SegmentAttribution regions) {
            return ofRegions(regions, PixelMapping.IDENTITY, target, width, height);
        }
        throw placeless(explanation);
    }

    /** The values of a target as they are. */
    static double[] values(Explanation explanation, int target) {
        Tensor row = explanation.values().row(target);
        return IntStream.range(0, row.size()).mapToDouble(row::at).toArray();
    }

    /** The values of a map at its own resolution, summed over the channels. */
    static double[] plane(SaliencyMap map, int target) {
        Tensor plane = map.values().row(target);
        Shape shape = plane.shape();
        boolean bare = isGradient(map.provenance().method());
        double[] sums = new double[shape.dim(-2) * shape.dim(-1)];
        for (int i = 0; i < plane.size(); i++) {
            sums[i % sums.length] += bare ? Math.abs(plane.at(i)) : plane.at(i);
        }
        return sums;
    }

    private static XaiException placeless(Explanation explanation) {
        return new XaiException(explanation.provenance().method()
                + " gives no numbers to places of the picture, so that its parts have none");
    }

    private static double[] ofMap(SaliencyMap map, PixelMapping mapping, int target, int across, int down) {
        Shape shape = map.values().shape();
        int height = shape.dim(-2);
        int width = shape.dim(-1);
        double[] sums = plane(map, target);
        double[] xs = positions(across, mapping::inputX);
        double[] ys = positions(down, mapping::inputY);
        AxisInterpolation columns = AxisInterpolation.at(cells(xs, map.inputWidth(), width), width);
        AxisInterpolation rows = AxisInterpolation.at(cells(ys, map.inputHeight(), height), height);
        return eachPixel(xs, map.inputWidth(), ys, map.inputHeight(), (x, y) -> {
            int top = rows.first(y) * width;
            int bottom = rows.second(y) * width;
            double upper = columns.between(x, sums[top + columns.first(x)], sums[top + columns.second(x)]);
            double lower = columns.between(x, sums[bottom + columns.first(x)], sums[bottom + columns.second(x)]);
            return rows.between(y, upper, lower);
        });
    }

    private static double[] ofRegions(SegmentAttribution why, PixelMapping mapping, int target, int across, int down) {
        Tensor values = why.values().row(target);
        Segmentation regions = why.segmentation();
        int[] areas = regions.areas();
        double[] xs = positions(across, mapping::inputX);
        double[] ys = positions(down, mapping::inputY);
        return eachPixel(xs, regions.width(), ys, regions.height(), (x, y) -> {
            int region = regions.at((int) xs[x], (int) ys[y]);
            return values.at(region) / areas[region];
        });
    }

    /** The value of a pixel of the photograph that the model sees. */
    private interface Surface {
        double at(int column, int row);
    }

    /** Where the centres of the photograph's pixels lie on an axis of the model's input. */
    private static double[] positions(int pixels, DoubleUnaryOperator mapping) {
        return IntStream.range(0, pixels)
                .mapToDouble(i -> mapping.applyAsDouble(i + 0.5))
                .toArray();
    }

    private static double[] cells(double[] positions, int length, int cells) {
        return DoubleStream.of(positions).map(x -> x / length * cells).toArray();
    }

    private static double[] eachPixel(double[] xs, int width, double[] ys, int height, Surface surface) {
        double[] pixels = new double[xs.length * ys.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % xs.length;
            int y = i / xs.length;
            if (xs[x] >= 0 && xs[x] < width && ys[y] >= 0 && ys[y] < height) {
                pixels[i] = surface.at(x, y);
            }
        }
        return pixels;
    }
}
