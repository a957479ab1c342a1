package xai4j.cam;

import java.util.ArrayList;
import java.util.List;
import xai4j.image.filter.Bilinear;

/** One target's raw map at a layer's own resolution. */
final class LayerMap {
    private final int height;
    private final int width;
    private final float[] values;

    LayerMap(int height, int width, float[] values) {
        this.height = height;
        this.width = width;
        this.values = values;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    float[] values() {
        return values;
    }

    /** Whether all values are finite; what is not shows in a sum, whatever is added to it. */
    boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Per target one map out of those of several layers; a single layer's maps stay as they are. */
    static List<LayerMap> merge(List<List<LayerMap>> perLayer) {
        if (perLayer.size() == 1) {
            return perLayer.get(0);
        }
        List<LayerMap> merged = new ArrayList<>();
        for (int t = 0; t < perLayer.get(0).size(); t++) {
            int target = t;
            merged.add(mean(perLayer.stream().map(maps -> maps.get(target)).toList()));
        }
        return merged;
    }

    private static LayerMap mean(List<LayerMap> maps) {
        int height = maps.stream().mapToInt(LayerMap::height).max().orElseThrow();
        int width = maps.stream().mapToInt(LayerMap::width).max().orElseThrow();
        double[] sum = new double[height * width];
        for (LayerMap map : maps) {
            float[] enlarged = Bilinear.halfPixel(map.values, map.height, map.width, height, width);
            double largest = largest(enlarged);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += largest == 0 ? 0 : enlarged[i] / largest;
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / maps.size());
        }
        return new LayerMap(height, width, mean);
    }

    /** What a person must know before looking; empty when nothing is amiss. */
    String verdict() {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        if (min == max) {
            return "the map is constant";
        }
        return max <= 0 ? "no positive evidence for this class" : "";
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
