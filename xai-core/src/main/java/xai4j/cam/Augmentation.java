package xai4j.cam;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Test-time augmentation of maps: the image and its mirror image, each scaled by 0.9, 1 and 1.1. */
final class Augmentation {
    private static final float[] FACTORS = {0.9f, 1f, 1.1f};

    /** Number of variants. */
    static final int COUNT = 2 * FACTORS.length;

    private Augmentation() {}

    /** The mean map over all variants, those of the mirror image turned back. */
    static List<LayerMap> mean(PreparedImage image, Function<Tensor, List<LayerMap>> maps) {
        List<List<LayerMap>> variants = new ArrayList<>();
        for (boolean mirrored : new boolean[] {false, true}) {
            for (float factor : FACTORS) {
                List<LayerMap> variant = maps.apply(variant(image, factor, mirrored));
                variants.add(
                        mirrored ? variant.stream().map(Augmentation::mirrored).toList() : variant);
            }
        }
        List<LayerMap> means = new ArrayList<>();
        for (int t = 0; t < variants.get(0).size(); t++) {
            int target = t;
            means.add(mean(variants.stream().map(variant -> variant.get(target)).toList()));
        }
        return means;
    }

    private static LayerMap mean(List<LayerMap> maps) {
        LayerMap first = maps.get(0);
        float[] mean = new float[first.values().length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (LayerMap map : maps) {
                sum += map.values()[i];
            }
            mean[i] = (float) (sum / maps.size());
        }
        return new LayerMap(first.height(), first.width(), mean);
    }

    private static LayerMap mirrored(LayerMap map) {
        float[] values = new float[map.values().length];
        for (int i = 0; i < values.length; i++) {
            int x = i % map.width();
            values[i] = map.values()[i - x + map.width() - 1 - x];
        }
        return new LayerMap(map.height(), map.width(), values);
    }

    private static Tensor variant(PreparedImage image, float factor, boolean mirrored) {
        Tensor source = image.batch();
        Shape shape = source.shape();
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        int step = planar ? 1 : shape.dim(3);
        int width = planar ? shape.dim(3) : shape.dim(2);
        Tensor result = Tensor.zeros(shape);
        for (int i = 0; i < source.size(); i++) {
            int x = i / step % width;
            int from = mirrored ? i + (width - 1 - 2 * x) * step : i;
            result.set(i, source.at(from) * factor);
        }
        return result;
    }
}
