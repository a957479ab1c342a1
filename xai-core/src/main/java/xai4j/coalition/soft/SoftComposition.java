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
    private final int channels;
    private final boolean planar;
    private final float[] image;
    private final float[] fill;
    private final float[] mask;
    private final float[] line;

    /**
     * Prepares one thread's work.
     *
     * @param first number of the mask that is index 0
     * @param image values of the image
     * @param fill values of the fill
     */
    SoftComposition(SoftMasks.Sized masks, int first, PreparedImage prepared, float[] image, float[] fill) {
        this.masks = masks;
        this.first = first;
        this.channels = prepared.input().channels();
        this.planar = prepared.input().layout() == ImageLayout.NCHW;
        this.image = image;
        this.fill = fill;
        this.mask = new float[image.length / channels];
        this.line = new float[planar ? mask.length : image.length];
    }

    /** Values of a tensor as an array, to be shared by all threads. */
    static float[] values(Tensor tensor) {
        return tensor.toArray();
    }

    @Override
    public void compose(int index, FloatBuffer batch, int offset) {
        masks.write(first + index, mask);
        if (planar) {
            for (int channel = 0; channel < channels; channel++) {
                int start = channel * mask.length;
                for (int i = 0; i < mask.length; i++) {
                    line[i] = mask[i] * image[start + i] + (1 - mask[i]) * fill[start + i];
                }
                batch.put(offset + start, line);
            }
        } else {
            for (int i = 0; i < mask.length; i++) {
                for (int channel = 0; channel < channels; channel++) {
                    int at = i * channels + channel;
                    line[at] = mask[i] * image[at] + (1 - mask[i]) * fill[at];
                }
            }
            batch.put(offset, line);
        }
    }
}
