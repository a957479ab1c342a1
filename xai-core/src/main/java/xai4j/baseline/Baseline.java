package xai4j.baseline;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.DeclaredName;
import xai4j.tensor.Tensor;

/**
 * What an image is compared with: pictures of the model's input that perturbation methods show where a region is absent, and from
 * which path methods and DeepLIFT set out. With several pictures results are averaged over all of them.
 *
 * <p>Options named {@code fill} and {@code baseline} both take one; a word means the same picture in either. Equal where their text forms and
 * their pictures are.
 */
public interface Baseline {
    /** Its text form, as on the command line and in an explanation's provenance. */
    String name();

    /**
     * The pictures, each of the image's shape in the model's layout. Callers take {@link #checkedImages}.
     *
     * @param image the image that is explained
     * @param regions its regions; one of the whole image where a method has none
     * @param seed for baselines that draw
     */
    List<Tensor> images(PreparedImage image, Segmentation regions, long seed);

    /** Every region in its own mean colour, the whole image where there are no regions; the default of LIME and the Shapley family. */
    static Baseline mean() {
        return new MeanBaseline();
    }

    /** The number zero in the model's input, whatever colour this is; the default of occlusion and integrated gradients. */
    static Baseline zero() {
        return new ValueBaseline("zero", 0);
    }

    /** A number everywhere in the model's input. */
    static Baseline value(float value) {
        return new ValueBaseline("value:" + BaselineText.number(value), value);
    }

    /** Black in the picture, before normalisation. */
    static Baseline black() {
        return new ColourBaseline("black", 0, 0, 0);
    }

    /** Mid-grey in the picture, before normalisation. */
    static Baseline grey() {
        return new ColourBaseline("grey", 128, 128, 128);
    }

    /** White in the picture, before normalisation. */
    static Baseline white() {
        return new ColourBaseline("white", 255, 255, 255);
    }

    /** A colour in the picture, components 0…255 before normalisation; a model of other than three channels gets its luma in each. */
    static Baseline rgb(double red, double green, double blue) {
        String name = BaselineText.number(red) + "," + BaselineText.number(green) + "," + BaselineText.number(blue);
        return new ColourBaseline("rgb:" + name, red, green, blue);
    }

    /** The image blurred by a Gaussian whose deviation is 10 pixels per 224 of the longer side. */
    static Baseline blur() {
        return new GaussianBaseline(0);
    }

    /**
     * The image blurred by a Gaussian.
     *
     * @param sigma deviation in pixels of the model's input
     * @throws IllegalArgumentException if it is not positive
     */
    static Baseline blur(double sigma) {
        if (!(sigma > 0)) {
            throw new IllegalArgumentException("blur:" + sigma + " does not blur");
        }
        return new GaussianBaseline(sigma);
    }

    /** The image blurred as the authors of RISE do it for insertion: 11×11 pixels, whatever its size. */
    static Baseline riseBlur() {
        return new RiseBlurBaseline();
    }

    /** The smallest number of the image's input everywhere. */
    static Baseline minimum() {
        return new MinimumBaseline();
    }

    /** The image blurred strongly, by three box filters of an eighth of its shorter side. */
    static Baseline boxBlur() {
        return new BoxBlurBaseline();
    }

    /**
     * Every pixel in the colour of a pixel drawn from the image.
     *
     * @param count number of pictures to average over
     * @throws IllegalArgumentException if there is none
     */
    static Baseline random(int count) {
        return new RandomBaseline(count);
    }

    /**
     * Images read from a {@code .npy} file ({@code [C, H, W]} or {@code [B, C, H, W]} in the model's layout), a photograph, or a folder of
     * photographs, which are prepared like the image.
     */
    static Baseline file(Path path) {
        return new FileBaseline(path);
    }

    /** Images already prepared for the model, {@code [B, …]} in its layout. */
    static Baseline images(Tensor batch) {
        return GivenBaseline.of(List.of(batch));
    }

    /** Images already prepared for the model, each in its layout. */
    static Baseline images(List<Tensor> images) {
        return GivenBaseline.of(images);
    }

    /** Several together. */
    static Baseline several(List<Baseline> parts) {
        return new SeveralBaselines(parts);
    }

    /**
     * Pictures by a function of the image and its regions.
     *
     * @throws IllegalArgumentException if the name does not say what they are
     */
    static Baseline of(String name, BiFunction<PreparedImage, Segmentation, List<Tensor>> pictures) {
        return DeclaredName.require("pictures of a baseline", name, new FunctionBaseline(name, pictures));
    }

    /**
     * Reads {@code mean}, {@code zero}, {@code black}, {@code grey}, {@code white}, {@code rgb:R,G,B}, {@code value:X}, {@code blur},
     * {@code blur:SIGMA}, {@code box-blur}, {@code rise-blur}, {@code minimum}, {@code random}, {@code random:COUNT}, {@code file:PATH}, or several separated by commas; a path
     * with a known ending needs no {@code file:}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Baseline parse(String text) {
        return BaselineText.parse(text);
    }

    /**
     * The pictures, checked.
     *
     * @throws IllegalArgumentException if there is none, or one has another shape than the image
     */
    default List<Tensor> checkedImages(PreparedImage image, Segmentation regions, long seed) {
        return BaselineCheck.require(this, image, images(image, regions, seed));
    }

    /** The pictures for a method that has no regions, checked. */
    default List<Tensor> checkedImages(PreparedImage image, long seed) {
        int width = image.input().width();
        int height = image.input().height();
        return checkedImages(image, Segmentation.of(width, height, new int[width * height]), seed);
    }
}
