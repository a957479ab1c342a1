package xai4j.evaluate;

import java.util.Set;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelMapping;
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
            return ofMap(map, target, width, height);
        }
        if (explanation instanceof SegmentAttribution regions) {
            return ofRegions(regions, target, width, height);
        }
        throw new XaiException(explanation.provenance().method()
                + " gives no numbers to places of the picture, so that its parts have none");
    }

    private static double[] ofMap(SaliencyMap map, int target, int across, int down) {
        Tensor plane = map.values().row(target);
        Shape shape = plane.shape();
        int height = shape.dim(-2);
        int width = shape.dim(-1);
        boolean bare = isGradient(map.provenance().method());
        double[] sums = new double[height * width];
        for (int i = 0; i < plane.size(); i++) {
            sums[i % sums.length] += bare ? Math.abs(plane.at(i)) : plane.at(i);
        }
        return eachPixel(
                map.mapping(),
                map.inputWidth(),
                map.inputHeight(),
                across,
                down,
                (x, y) -> smooth(sums, width, height, x / map.inputWidth() * width, y / map.inputHeight() * height));
    }

    private static double[] ofRegions(SegmentAttribution why, int target, int across, int down) {
        Tensor values = why.values().row(target);
        int[] areas = why.segmentation().areas();
        return eachPixel(
                why.mapping(), why.segmentation().width(), why.segmentation().height(), across, down, (x, y) -> {
                    int region = why.segmentation().at((int) x, (int) y);
                    return values.at(region) / areas[region];
                });
    }

    /** A value at a point of the model's input. */
    private interface Surface {
        double at(double x, double y);
    }

    private static double[] eachPixel(
            PixelMapping mapping, int width, int height, int across, int down, Surface surface) {
        double[] pixels = new double[across * down];
        for (int i = 0; i < pixels.length; i++) {
            double x = mapping.inputX(i % across + 0.5);
            int row = i / across;
            double y = mapping.inputY(row + 0.5);
            if (x >= 0 && x < width && y >= 0 && y < height) {
                pixels[i] = surface.at(x, y);
            }
        }
        return pixels;
    }

    /** Bilinear between the centres of cells; beyond the outer ones the border value holds. */
    private static double smooth(double[] cells, int width, int height, double acrossX, double acrossY) {
        double x = Math.max(0, Math.min(width - 1.0, acrossX - 0.5));
        double y = Math.max(0, Math.min(height - 1.0, acrossY - 0.5));
        int left = (int) x;
        int top = (int) y;
        int right = Math.min(left + 1, width - 1);
        int bottom = Math.min(top + 1, height - 1);
        double upper = cells[top * width + left] * (1 - (x - left)) + cells[top * width + right] * (x - left);
        double lower = cells[bottom * width + left] * (1 - (x - left)) + cells[bottom * width + right] * (x - left);
        return upper * (1 - (y - top)) + lower * (y - top);
    }
}
