package xai4j.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import xai4j.io.Sha256;
import xai4j.tensor.Tensor;

/** Fingerprints by which a picture is known again, whatever file it came from. */
public final class ImageHash {
    private static final int BLOCK = 1 << 12;

    private ImageHash() {}

    /** The hexadecimal SHA-256 of a tensor's elements, row by row, four bytes each with the lowest first. */
    public static String of(Tensor tensor) {
        return Sha256.of((MessageDigest digest) -> {
            FloatBuffer elements = tensor.buffer();
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            FloatBuffer block = bytes.asFloatBuffer();
            for (int from = 0; from < tensor.size(); from += BLOCK) {
                int length = Math.min(BLOCK, tensor.size() - from);
                block.put(0, elements, from, length);
                digest.update(bytes.array(), 0, length * Float.BYTES);
            }
        });
    }

    /**
     * The hexadecimal SHA-256 of a picture: width and height, then its pixels row by row, each four bytes with the highest first; a pixel is
     * alpha, red, green, blue in sRGB.
     */
    public static String of(BufferedImage picture) {
        return Sha256.of((MessageDigest digest) -> {
            int width = picture.getWidth();
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(width)
                    .putInt(picture.getHeight())
                    .array());
            int[] row = new int[width];
            ByteBuffer bytes = ByteBuffer.allocate(width * Integer.BYTES);
            IntBuffer pixels = bytes.asIntBuffer();
            for (int y = 0; y < picture.getHeight(); y++) {
                Rasters.readArgb(picture, y, row);
                pixels.put(0, row);
                digest.update(bytes.array());
            }
        });
    }
}
