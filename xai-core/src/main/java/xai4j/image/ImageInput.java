package xai4j.image;

import xai4j.tensor.Shape;

/**
 * The image port of a model.
 *
 * @param layout order of the axes
 * @param channels number of colour channels, usually 3 or 1
 * @param height rows, or {@link Shape#DYNAMIC} when the model takes any
 * @param width columns, or {@link Shape#DYNAMIC} when the model takes any
 * @param batch the only batch size the model takes, or {@link Shape#DYNAMIC} when it takes any
 */
public record ImageInput(ImageLayout layout, int channels, int height, int width, int batch) {
    /** Checks the extents. */
    public ImageInput {
        if (channels < 1 || height == 0 || width == 0 || batch == 0 || height < -1 || width < -1 || batch < -1) {
            throw new IllegalArgumentException("not an image input: channels " + channels + ", height " + height
                    + ", width " + width + ", batch " + batch);
        }
    }

    /** An NCHW input of fixed size and any batch. */
    public static ImageInput nchw(int channels, int height, int width) {
        return new ImageInput(ImageLayout.NCHW, channels, height, width, Shape.DYNAMIC);
    }

    /** An NHWC input of fixed size and any batch. */
    public static ImageInput nhwc(int channels, int height, int width) {
        return new ImageInput(ImageLayout.NHWC, channels, height, width, Shape.DYNAMIC);
    }

    /** Whether height and width are fixed by the model. */
    public boolean isFixedSize() {
        return height != Shape.DYNAMIC && width != Shape.DYNAMIC;
    }

    /** This input with height and width fixed. */
    public ImageInput withSize(int newHeight, int newWidth) {
        return new ImageInput(layout, channels, newHeight, newWidth, batch);
    }

    /** Shape of one image without the batch axis. */
    public Shape imageShape() {
        return layout.image(channels, height, width);
    }

    /** Shape of a batch of {@code n} images. */
    public Shape batchShape(int n) {
        return imageShape().prepend(n);
    }
}
