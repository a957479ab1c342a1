package xai4j.image;

import java.awt.image.BufferedImage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.model.ImageInput;
import xai4j.model.ImageLayout;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** One model input, with the photograph it came from (if any) and the way back to its pixels. */
public final class PreparedImage {
    private final Tensor tensor;
    private final ImageInput input;
    private final Preprocessing preprocessing;
    private final PixelMapping mapping;
    private final @Nullable BufferedImage photograph;

    PreparedImage(
            Tensor tensor,
            ImageInput input,
            Preprocessing preprocessing,
            PixelMapping mapping,
            @Nullable BufferedImage photograph) {
        this.tensor = tensor;
        this.input = input;
        this.preprocessing = preprocessing;
        this.mapping = mapping;
        this.photograph = photograph;
    }

    /**
     * Takes a finished model input as it is.
     *
     * @param tensor {@code [C, H, W]} or {@code [1, C, H, W]}, or channels last for a model of that layout
     * @param input the model's image port
     * @param preprocessing how the values came from pixels, for drawing and for fills
     * @throws IllegalArgumentException if the tensor does not fit the port
     */
    public static PreparedImage ofTensor(Tensor tensor, ImageInput input, Preprocessing preprocessing) {
        Shape shape = tensor.shape();
        if (shape.rank() == 4 && shape.dim(0) == 1) {
            shape = shape.dropFirst();
        }
        boolean fits = shape.rank() == 3;
        int height = 0;
        int width = 0;
        if (fits) {
            boolean first = input.layout() == ImageLayout.NCHW;
            height = shape.dim(first ? 1 : 0);
            width = shape.dim(first ? 2 : 1);
            fits = shape.dim(first ? 0 : 2) == input.channels()
                    && (input.height() == Shape.DYNAMIC || input.height() == height)
                    && (input.width() == Shape.DYNAMIC || input.width() == width);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.shape() + " does not fit the model's input " + input.imageShape());
        }
        return new PreparedImage(
                tensor.reshape(shape), input.withSize(height, width), preprocessing, PixelMapping.IDENTITY, null);
    }

    /** The model's input without batch axis, in its layout. */
    public Tensor tensor() {
        return tensor;
    }

    /** The same as a batch of one. */
    public Tensor batch() {
        return tensor.reshape(tensor.shape().prepend(1));
    }

    /** The image port, with height and width fixed to this image's. */
    public ImageInput input() {
        return input;
    }

    /** How the values came from pixels. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** From input coordinates to the photograph's. */
    public PixelMapping mapping() {
        return mapping;
    }

    /** The photograph, or, for an input that was given as a tensor, {@link #modelPicture()}. */
    public BufferedImage picture() {
        return photograph != null ? photograph : modelPicture();
    }

    /** What the model sees, as an RGB picture of the input's size. */
    public BufferedImage modelPicture() {
        return ModelPicture.of(this);
    }

    /** The photograph, unless the input was given as a tensor. */
    public Optional<BufferedImage> photograph() {
        return Optional.ofNullable(photograph);
    }
}
