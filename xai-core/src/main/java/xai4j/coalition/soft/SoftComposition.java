package xai4j.coalition.soft;

import java.nio.FloatBuffer;
import java.util.Arrays;
import xai4j.coalition.scoring.Composition;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/** Blends the image with the fill, {@code mask · image + (1 − mask) · fill}, in pieces of some rows that stay in the nearest cache. */
final class SoftComposition implements Composition {
    private static final int PIECE = 4096;

    private final SoftMasks.Pieces masks;
    private final int first;
    private final Layers layers;
    private final Piece piece;
    private final Piece last;

    /**
     * Image and fill as arrays that a piece of a mask is multiplied with: by channels where these are apart, else one in which they are interleaved. To be shared by
     * all threads.
     */
    static final class Layers {
        private final boolean planar;
        private final int channels;
        private final int area;
        private final float[][][] image;
        private final float[][][] fill;
        private final boolean isDark;

        Layers(PreparedImage prepared, Tensor fill) {
            ImageInput input = prepared.input();
            this.planar = input.layout() == ImageLayout.NCHW;
            this.channels = input.channels();
            this.area = input.width() * input.height();
            int pixels = Math.max(1, PIECE / input.width()) * input.width();
            this.image = cut(prepared.tensor(), pixels);
            this.fill = cut(fill, pixels);
            this.isDark = isZero(this.fill);
        }

        /** {@code [layers, pieces, values]}, the last piece possibly shorter. */
        private float[][][] cut(Tensor tensor, int pixels) {
            int layers = planar ? channels : 1;
            int length = planar ? pixels : pixels * channels;
            int size = tensor.size() / layers;
            float[][][] cut = new float[layers][(size + length - 1) / length][];
            for (int layer = 0; layer < layers; layer++) {
                for (int i = 0; i < cut[layer].length; i++) {
                    float[] piece = new float[Math.min(length, size - i * length)];
                    tensor.buffer().get(layer * size + i * length, piece);
                    cut[layer][i] = piece;
                }
            }
            return cut;
        }

        private static boolean isZero(float[][][] layers) {
            return Arrays.stream(layers).flatMap(Arrays::stream).allMatch(Layers::isZero);
        }

        private static boolean isZero(float[] piece) {
            for (float value : piece) {
                if (value != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Room for a piece of a mask, and of what is made of it. */
    private static final class Piece {
        private final float[] mask;
        private final float[] line;

        Piece(Layers layers, int values) {
            this.mask = new float[layers.planar ? values : values / layers.channels];
            this.line = new float[values];
        }
    }

    /**
     * Prepares one thread's work.
     *
     * @param first number of the mask that is index 0
     */
    SoftComposition(SoftMasks.Pieces masks, int first, Layers layers) {
        this.masks = masks;
        this.first = first;
        this.layers = layers;
        float[][] pieces = layers.image[0];
        this.piece = new Piece(layers, pieces[0].length);
        this.last = new Piece(layers, pieces[pieces.length - 1].length);
    }

    @Override
    public void compose(int index, FloatBuffer batch, int offset) {
        masks.begin(first + index);
        int pieces = layers.image[0].length;
        int at = offset;
        for (int i = 0; i < pieces; i++) {
            Piece own = i == pieces - 1 ? last : piece;
            masks.next(own.mask);
            for (int layer = 0; layer < layers.image.length; layer++) {
                blend(own, layers.image[layer][i], layers.fill[layer][i]);
                batch.put(at + layer * layers.area, own.line);
            }
            at += own.line.length;
        }
    }

    private void blend(Piece own, float[] image, float[] fill) {
        if (!layers.planar) {
            blendPixels(own.mask, image, fill, own.line);
        } else if (layers.isDark) {
            darken(own.mask, image, own.line);
        } else {
            blend(own.mask, image, fill, own.line);
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
