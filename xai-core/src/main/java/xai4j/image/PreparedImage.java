package xai4j.image;

import java.awt.image.BufferedImage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** One model input, with the photograph it came from (if any) and the way back to its pixels. */
public final class PreparedImage {
    private final Tensor tensor;
    private final ImageInput input;
    private final Preprocessing preprocessing;
    private final PixelMapping mapping;
    private final @Nullable BufferedImage photograph;
    private volatile @Nullable String inputHash;
    private volatile @Nullable String photographHash;

    PreparedImage(
            Tensor tensor,
            ImageInput input,
            Preprocessing preprocessing,
            PixelMapping mapping,
            @Nullable BufferedImage photograph) {
        this.tensor = tensor.asReadOnly();
        this.input = input;
        this.preprocessing = preprocessing;
        this.mapping = mapping;
        this.photograph = photograph;
    }

    /**
     * Takes a finished model input as it is.
     *
     * @param tensor {@code [C, H, W]} or {@code [1, C, H, W]}; a model with the channels last takes its own layout, too, one of
     *     grey pictures {@code [H, W]}, and one of a fixed size all its numbers in one row, {@code [1, H · W · C]}
     * @param input the model's image port
     * @param preprocessing how the values came from pixels, for drawing and for fills
     * @throws IllegalArgumentException if the tensor does not fit the port
     */
    public static PreparedImage ofTensor(Tensor tensor, ImageInput input, Preprocessing preprocessing) {
        Shape shape = tensor.shape();
        if (shape.rank() == 4 && shape.dim(0) == 1) {
            shape = shape.dropFirst();
        }
        if (shape.rank() == 2 && shape.dim(0) == 1 && input.isFixedSize()) {
            shape = shape.size() == input.imageShape().size() ? input.imageShape() : shape;
        } else if (shape.rank() == 2 && input.channels() == 1) {
            shape = shape.prepend(1);
        }
        Tensor image = tensor.reshape(shape);
        if (input.layout() == ImageLayout.NHWC && !fits(shape, input)) {
            ImageInput planar =
                    new ImageInput(ImageLayout.NCHW, input.channels(), input.height(), input.width(), input.batch());
            image = fits(shape, planar) ? channelsLast(image) : image;
        }
        if (!fits(image.shape(), input)) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.shape() + " does not fit the model's input " + input.imageShape());
        }
        boolean first = input.layout() == ImageLayout.NCHW;
        int height = image.shape().dim(first ? 1 : 0);
        int width = image.shape().dim(first ? 2 : 1);
        return new PreparedImage(image, input.withSize(height, width), preprocessing, PixelMapping.IDENTITY, null);
    }

    private static boolean fits(Shape shape, ImageInput input) {
        Shape wanted = input.imageShape();
        boolean fits = shape.rank() == 3;
        for (int axis = 0; fits && axis < 3; axis++) {
            fits = wanted.dim(axis) == Shape.DYNAMIC || wanted.dim(axis) == shape.dim(axis);
        }
        return fits;
    }

    /** {@code [C, H, W]} as {@code [H, W, C]}. */
    private static Tensor channelsLast(Tensor planar) {
        int channels = planar.shape().dim(0);
        int area = planar.size() / channels;
        Tensor result =
                Tensor.zeros(Shape.of(planar.shape().dim(1), planar.shape().dim(2), channels));
        for (int i = 0; i < planar.size(); i++) {
            result.set(i % area * channels + i / area, planar.at(i));
        }
        return result;
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

    /**
     * The same image whose fingerprints are unknown, for work that keeps no record of it: they cost as much as a small network's pass.
     */
    public PreparedImage withoutFingerprints() {
        PreparedImage same = new PreparedImage(tensor, input, preprocessing, mapping, photograph);
        same.inputHash = "";
        same.photographHash = "";
        return same;
    }

    /** {@link ImageHash#of(Tensor)} of the input; reckoned once. */
    public String inputSha256() {
        String hash = inputHash;
        if (hash == null) {
            hash = ImageHash.of(tensor);
            inputHash = hash;
        }
        return hash;
    }

    /** {@link ImageHash#of(BufferedImage)} of the photograph, or an empty string where there is none; reckoned once. */
    public String photographSha256() {
        String hash = photographHash;
        if (hash == null) {
            hash = photograph == null ? "" : ImageHash.of(photograph);
            photographHash = hash;
        }
        return hash;
    }
}
