package xai4j.coalition;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.DeclaredName;
import xai4j.tensor.Tensor;

/**
 * What is seen where a region is absent: pictures of the model's input, computed once per explanation.
 *
 * <p>With several pictures the value of a coalition is the mean over all of them.
 */
public interface Fill {
    /** Its text form, as on the command line and in an explanation's provenance. */
    String name();

    /**
     * The pictures, each of the image's shape.
     *
     * @param image the image whose regions are hidden
     * @param regions the regions, of the image's size
     * @param seed for fills that draw
     */
    List<Tensor> pictures(PreparedImage image, Segmentation regions, long seed);

    /** Every region in its own mean colour; the default of LIME and the Shapley family. */
    static Fill mean() {
        return new MeanFill();
    }

    /** The number zero in the model's input, whatever colour this is; the default of occlusion. */
    static Fill zero() {
        return new ConstantFill("zero", (image, channel) -> 0f);
    }

    /** Black in the picture, before normalisation. */
    static Fill black() {
        return ConstantFill.colour("black", 0, 0, 0);
    }

    /** Mid-grey in the picture, before normalisation. */
    static Fill grey() {
        return ConstantFill.colour("grey", 128, 128, 128);
    }

    /** White in the picture, before normalisation. */
    static Fill white() {
        return ConstantFill.colour("white", 255, 255, 255);
    }

    /** A colour in the picture, components 0…255 before normalisation; a model of one channel gets its luma. */
    static Fill rgb(double red, double green, double blue) {
        return ConstantFill.colour(
                "rgb:" + ConstantFill.number(red) + "," + ConstantFill.number(green) + "," + ConstantFill.number(blue),
                red,
                green,
                blue);
    }

    /** A number in the model's input. */
    static Fill value(float value) {
        return new ConstantFill("value:" + ConstantFill.number(value), (image, channel) -> value);
    }

    /** The image blurred by a Gaussian whose deviation is 10 pixels per 224 of the longer side. */
    static Fill blur() {
        return new BlurFill(0);
    }

    /**
     * The image blurred by a Gaussian.
     *
     * @param sigma deviation in pixels of the model's input
     * @throws IllegalArgumentException if it is not positive
     */
    static Fill blur(double sigma) {
        if (!(sigma > 0)) {
            throw new IllegalArgumentException("blur:" + sigma + " does not blur");
        }
        return new BlurFill(sigma);
    }

    /**
     * Every pixel in the colour of a pixel drawn from the image.
     *
     * @param count number of pictures to average over
     */
    static Fill random(int count) {
        return new RandomFill(count);
    }

    /** Other images, already prepared for the model, averaged over. */
    static Fill images(List<Tensor> pictures) {
        List<Tensor> copy = List.copyOf(pictures);
        return of("images:" + copy.size(), (image, regions) -> copy);
    }

    /** Pictures by a function of the image and its regions. */
    static Fill of(String name, BiFunction<PreparedImage, Segmentation, List<Tensor>> pictures) {
        return DeclaredName.require("pictures of a fill", name, new FunctionFill(name, pictures));
    }

    /**
     * Reads {@code mean}, {@code zero}, {@code black}, {@code grey}, {@code white}, {@code blur}, {@code blur:SIGMA}, {@code
     * random}, {@code random:COUNT}, {@code rgb:R,G,B} or {@code value:X}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Fill parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        int colon = name.indexOf(':');
        String argument = colon < 0 ? "" : name.substring(colon + 1);
        try {
            return switch (colon < 0 ? name : name.substring(0, colon + 1)) {
                case "mean" -> mean();
                case "zero" -> zero();
                case "black" -> black();
                case "grey", "gray" -> grey();
                case "white" -> white();
                case "blur" -> blur();
                case "blur:" -> blur(Double.parseDouble(argument));
                case "random" -> random(1);
                case "random:" -> random(Integer.parseInt(argument));
                case "rgb:" -> ConstantFill.rgb(argument.split(",", -1));
                case "value:" -> value(Float.parseFloat(argument));
                default -> throw unknown(text);
            };
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "unknown fill \"" + text
                        + "\"; known: mean, zero, black, grey, white, blur, blur:SIGMA, random, random:COUNT, rgb:R,G,B, value:X");
    }

    /** The pictures of a fill, checked against the image. */
    private static List<Tensor> checked(Fill fill, PreparedImage image, List<Tensor> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("fill " + fill.name() + " gave no picture");
        }
        IntStream.range(0, pictures.size())
                .filter(i -> !pictures.get(i).shape().equals(image.tensor().shape()))
                .findFirst()
                .ifPresent(i -> {
                    throw new IllegalArgumentException("picture " + i + " of fill " + fill.name() + " has shape "
                            + pictures.get(i).shape() + ", the image "
                            + image.tensor().shape());
                });
        return List.copyOf(pictures);
    }

    /**
     * The pictures, checked.
     *
     * @throws IllegalArgumentException if there is none, or one has another shape than the image
     */
    default List<Tensor> checkedPictures(PreparedImage image, Segmentation regions, long seed) {
        return checked(this, image, pictures(image, regions, seed));
    }
}
