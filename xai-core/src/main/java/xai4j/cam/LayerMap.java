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

    /**
     * A map made of those of several layers.
     *
     * @param weights what each layer's map, enlarged to the finest of them, was multiplied by; empty for the map of a single layer, which stays as it is
     */
    record Merged(LayerMap map, List<Double> weights) {
        /** Copies the list. */
        Merged {
            weights = List.copyOf(weights);
        }
    }

    /** Per target one map out of those of several layers. */
    static List<Merged> merge(List<List<LayerMap>> perLayer) {
        if (perLayer.size() == 1) {
            return perLayer.get(0).stream()
                    .map(map -> new Merged(map, List.of()))
                    .toList();
        }
        List<Merged> merged = new ArrayList<>();
        for (int t = 0; t < perLayer.get(0).size(); t++) {
            int target = t;
            merged.add(mean(perLayer.stream().map(maps -> maps.get(target)).toList()));
        }
        return merged;
    }

    /** The mean of maps that are divided by their largest magnitudes. */
    private static Merged mean(List<LayerMap> maps) {
        int height = maps.stream().mapToInt(LayerMap::height).max().orElseThrow();
        int width = maps.stream().mapToInt(LayerMap::width).max().orElseThrow();
        double[] sum = new double[height * width];
        List<Double> weights = new ArrayList<>();
        for (LayerMap map : maps) {
            float[] enlarged = Bilinear.halfPixel(map.values, map.height, map.width, height, width);
            double largest = largest(enlarged);
            double weight = largest == 0 ? 0 : 1 / (largest * maps.size());
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * enlarged[i];
            }
            weights.add(weight);
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) sum[i];
        }
        return new Merged(new LayerMap(height, width, mean), weights);
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
