package xai4j.evaluate;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import xai4j.coalition.scoring.Composition;
import xai4j.image.PixelPlanes;

/**
 * An image with pixels hidden, written one after the other: only what differs from the one before is changed, which along a removal curve are a few pixels.
 * For one thread.
 */
final class HiddenPixels implements Composition {
    private final PixelPlanes planes;
    private final float[] whole;
    private final float[] filled;
    private final List<BitSet> hidden;
    private final float[] seen;
    private BitSet before = new BitSet();

    /**
     * Starts with the whole image.
     *
     * @param filled what is seen where pixels are hidden
     * @param hidden the hidden pixels of each image
     */
    HiddenPixels(PixelPlanes planes, float[] whole, float[] filled, List<BitSet> hidden) {
        this.planes = planes;
        this.whole = whole;
        this.filled = filled;
        this.hidden = hidden;
        this.seen = whole.clone();
    }

    @Override
    public void compose(int index, FloatBuffer batch, int offset) {
        BitSet pixels = hidden.get(index);
        BitSet changed = (BitSet) pixels.clone();
        changed.xor(before);
        for (int pixel = changed.nextSetBit(0); pixel >= 0; pixel = changed.nextSetBit(pixel + 1)) {
            float[] source = pixels.get(pixel) ? filled : whole;
            for (int channel = 0; channel < planes.channels(); channel++) {
                int at = planes.index(channel, pixel);
                seen[at] = source[at];
            }
        }
        before = pixels;
        batch.put(offset, seen);
    }
}
