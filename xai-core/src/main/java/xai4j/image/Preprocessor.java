package xai4j.image;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import xai4j.tensor.Tensor;

/** Turns photographs into model inputs with the numbers that Pillow and torchvision give. */
public final class Preprocessor {
    private static final int GREY = 0x808080;

    private Preprocessor() {}

    /**
     * Fits, reorders and normalises a photograph.
     *
     * <p>{@link ResizeMode#CROP} resizes the shorter side to {@code round(size / cropRatio)}, keeps the proportions and cuts out
     * the centre, rounding as torchvision does. A model with one channel gets ITU-R 601 luma, as Pillow's mode L.
     *
     * @param port what the model takes; an open height or width becomes the preprocessing's own
     * @throws IllegalArgumentException if the model has neither one nor three channels
     */
    public static PreparedImage prepare(BufferedImage photograph, ImageInput port, Preprocessing how) {
        ImageInput input = sized(port, how);
        if (input.channels() != 1 && input.channels() != 3) {
            throw new IllegalArgumentException("the model takes " + input.channels()
                    + " channels; photographs can be given to models of one or three");
        }
        BufferedImage rgb = Rasters.toRgb(photograph);
        Fitted fitted = fit(rgb, input.width(), input.height(), how);
        return new PreparedImage(
                normalised(Rasters.pixels(fitted.image), input, how), input, how, fitted.mapping, photograph);
    }

    private static ImageInput sized(ImageInput input, Preprocessing how) {
        return input.withSize(
                input.height() > 0 ? input.height() : how.defaultSize(),
                input.width() > 0 ? input.width() : how.defaultSize());
    }

    /** The resized picture and where its pixels came from. */
    private record Fitted(BufferedImage image, PixelMapping mapping) {}

    private static Fitted fit(BufferedImage rgb, int width, int height, Preprocessing how) {
        return switch (how.resizeMode()) {
            case SQUASH -> squash(rgb, width, height, how);
            case CROP -> crop(rgb, width, height, how);
            case LETTERBOX -> letterbox(rgb, width, height, how);
        };
    }

    private static Fitted squash(BufferedImage rgb, int width, int height, Preprocessing how) {
        BufferedImage resized = new Resampler(how.interpolation()).resize(rgb, width, height);
        return new Fitted(
                resized, new PixelMapping(0, (double) rgb.getWidth() / width, 0, (double) rgb.getHeight() / height));
    }

    private static Fitted crop(BufferedImage rgb, int width, int height, Preprocessing how) {
        double factor = Math.max(
                Math.rint(width / how.cropRatio()) / rgb.getWidth(),
                Math.rint(height / how.cropRatio()) / rgb.getHeight());
        int resizedWidth = Math.max(width, (int) (rgb.getWidth() * factor + 1e-9));
        int resizedHeight = Math.max(height, (int) (rgb.getHeight() * factor + 1e-9));
        BufferedImage resized = new Resampler(how.interpolation()).resize(rgb, resizedWidth, resizedHeight);
        int left = (int) Math.rint((resizedWidth - width) / 2.0);
        int top = (int) Math.rint((resizedHeight - height) / 2.0);
        BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            System.arraycopy(
                    Rasters.pixels(resized), (top + y) * resizedWidth + left, Rasters.pixels(cut), y * width, width);
        }
        double scaleX = (double) rgb.getWidth() / resizedWidth;
        double scaleY = (double) rgb.getHeight() / resizedHeight;
        return new Fitted(cut, new PixelMapping(left * scaleX, scaleX, top * scaleY, scaleY));
    }

    private static Fitted letterbox(BufferedImage rgb, int width, int height, Preprocessing how) {
        double factor = Math.min((double) width / rgb.getWidth(), (double) height / rgb.getHeight());
        int innerWidth = Math.max(1, (int) Math.rint(rgb.getWidth() * factor));
        int innerHeight = Math.max(1, (int) Math.rint(rgb.getHeight() * factor));
        BufferedImage inner = new Resampler(how.interpolation()).resize(rgb, innerWidth, innerHeight);
        int left = (width - innerWidth) / 2;
        int top = (height - innerHeight) / 2;
        BufferedImage boxed = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        java.util.Arrays.fill(Rasters.pixels(boxed), GREY);
        for (int y = 0; y < innerHeight; y++) {
            System.arraycopy(
                    Rasters.pixels(inner), y * innerWidth, Rasters.pixels(boxed), (top + y) * width + left, innerWidth);
        }
        double scaleX = (double) rgb.getWidth() / innerWidth;
        double scaleY = (double) rgb.getHeight() / innerHeight;
        return new Fitted(boxed, new PixelMapping(-left * scaleX, scaleX, -top * scaleY, scaleY));
    }

    private static Tensor normalised(int[] pixels, ImageInput input, Preprocessing how) {
        Tensor tensor = Tensor.zeros(input.imageShape());
        FloatBuffer out = tensor.buffer();
        int channels = input.channels();
        boolean planar = input.layout() == ImageLayout.NCHW;
        for (int channel = 0; channel < channels; channel++) {
            float[] table = new float[256];
            for (int value = 0; value < table.length; value++) {
                table[value] = how.normalise(channel, value);
            }
            int shift = channels == 1 ? -1 : how.order() == ChannelOrder.RGB ? 16 - 8 * channel : 8 * channel;
            int start = planar ? channel * pixels.length : channel;
            int step = planar ? 1 : channels;
            for (int i = 0; i < pixels.length; i++) {
                int value = shift < 0 ? luma(pixels[i]) : pixels[i] >> shift & 0xFF;
                out.put(start + i * step, table[value]);
            }
        }
        return tensor;
    }

    /** ITU-R 601-2 in Pillow's fixed point. */
    private static int luma(int rgb) {
        return ((rgb >> 16 & 0xFF) * 19595 + (rgb >> 8 & 0xFF) * 38470 + (rgb & 0xFF) * 7471 + 0x8000) >> 16;
    }
}
