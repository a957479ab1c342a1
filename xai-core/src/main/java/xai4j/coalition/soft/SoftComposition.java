package xai4j.coalition.soft;

import java.nio.FloatBuffer;
import xai4j.coalition.scoring.Composition;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/** Blends the image with the fill: {@code mask · image + (1 − mask) · fill}. */
final class SoftComposition implements Composition {
    private final SoftMasks.Sized masks;
    private final int first;
    private final Layers layers;
    private final float[] mask;
    private final float[] line;

    /**
     * Image and fill as whole arrays that a mask is multiplied with: one per channel where channels are apart, else one in which they are interleaved. To be shared by
     * all threads.
     */
    static final class Layers {
        private final boolean planar;
        private final float[][] image;
        private final float[][] fill;
        private final boolean isDark;

        Layers(PreparedImage prepared, Tensor fill) {
            this.planar = prepared.input().layout() == ImageLayout.NCHW;
            int channels = prepared.input().channels();
            this.image = apart(prepared.tensor(), planar ? channels : 1);
            this.fill = apart(fill, planar ? channels : 1);
            this.isDark = isZero(this.fill);
        }

        private static float[][] apart(Tensor tensor, int parts) {
            float[][] layers = new float[parts][tensor.size() / parts];
            for (int part = 0; part < parts; part++) {
                tensor.buffer().get(part * layers[part].length, layers[part]);
            }
            return layers;
        }

        private static boolean isZero(float[][] layers) {
            for (float[] layer : layers) {
                for (float value : layer) {
                    if (value != 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /**
     * Prepares one thread's work.
     *
     * @param first number of the mask that is index 0
     * @param area pixels of a mask
     */
    SoftComposition(SoftMasks.Sized masks, int first, Layers layers, int area) {
        this.masks = masks;
        this.first = first;
        this.layers = layers;
        this.mask = new float[area];
        this.line = new float[layers.image[0].length];
    }

    @Override
    public void compose(int index, FloatBuffer batch, int offset) {
        masks.write(first + index, mask);
        int start = offset;
        for (int layer = 0; layer < layers.image.length; layer++) {
            float[] image = layers.image[layer];
            float[] fill = layers.fill[layer];
            if (!layers.planar) {
                blendPixels(mask, image, fill, line);
            } else if (layers.isDark) {
                darken(mask, image, line);
            } else {
                blend(mask, image, fill, line);
            }
            batch.put(start, line);
            start += line.length;
        }
    }

    private static void blend(float[] mask, float[] image, float[] fill, float[] line) {
        for (int i = 0; i < mask.length; i++) {
            line[i] = mask[i] * image[i] + (1 - mask[i]) * fill[i];
        }
    }

    /** The same where the fill is zero, which need not be read. */
    private static void darken(float[] mask, float[] image, float[] line) {
        for (int i = 0; i < mask.length; i++) {
            line[i] = mask[i] * image[i];
        }
    }

    private static void blendPixels(float[] mask, float[] image, float[] fill, float[] line) {
        int channels = line.length / mask.length;
        for (int i = 0; i < mask.length; i++) {
            for (int at = i * channels; at < (i + 1) * channels; at++) {
                line[at] = mask[i] * image[at] + (1 - mask[i]) * fill[at];
            }
        }
    }
}
