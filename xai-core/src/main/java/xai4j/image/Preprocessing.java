package xai4j.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a photograph becomes the input of a model: {@code (pixel · scale − mean) / std} per channel, after fitting it to the
 * model's size.
 *
 * @param name name of the preset, or {@code custom}
 * @param resizeMode how proportions are handled
 * @param interpolation filter for resizing
 * @param cropRatio for {@link ResizeMode#CROP}: side of the crop over the resized shorter side (224/256 = 0.875 in torchvision)
 * @param defaultSize height and width for models that take any size
 * @param order channel order of the model's input
 * @param scale factor on pixels 0…255
 * @param mean per channel in the model's order, subtracted after scaling; one value stands for all channels
 * @param std per channel in the model's order, divided by; one value stands for all channels
 */
public record Preprocessing(
        String name,
        @JsonProperty("fit") ResizeMode resizeMode,
        Interpolation interpolation,
        double cropRatio,
        int defaultSize,
        ChannelOrder order,
        double scale,
        List<Double> mean,
        List<Double> std) {
    private static final Map<String, Supplier<Preprocessing>> PRESETS = Map.ofEntries(
            Map.entry("imagenet", Preprocessing::imagenet),
            Map.entry("tf", Preprocessing::tensorflow),
            Map.entry("caffe", Preprocessing::caffe),
            Map.entry("keras-caffe", Preprocessing::kerasCaffe),
            Map.entry("clip", Preprocessing::clip),
            Map.entry("custom-vision", Preprocessing::customVision),
            Map.entry("custom-vision-mean", Preprocessing::customVisionMean),
            Map.entry("cifar10", Preprocessing::cifar10),
            Map.entry("cifar10-kuangliu", Preprocessing::cifar10Kuangliu),
            Map.entry("cifar10-akamaster", Preprocessing::cifar10Akamaster),
            Map.entry("unit", Preprocessing::unit),
            Map.entry("raw", Preprocessing::raw),
            Map.entry("raw-bgr", Preprocessing::rawBgr));
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
    private static final List<Double> CIFAR10_MEAN = List.of(0.4914, 0.4822, 0.4465);

    /** Checks the numbers. */
    public Preprocessing {
        if (!(cropRatio > 0 && cropRatio <= 1)) {
            throw new IllegalArgumentException("crop ratio " + cropRatio + " is not in (0, 1]");
        }
        if (defaultSize < 1) {
            throw new IllegalArgumentException("default size " + defaultSize + " is not positive");
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (scale == 0 || !Double.isFinite(scale)) {
            throw new IllegalArgumentException("a scale of " + scale + " makes no input of a picture");
        }
        if (mean.isEmpty() || std.isEmpty() || !mean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "means are finite numbers, one or one per channel: " + mean + ", " + std);
        }
        if (std.stream().anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException("standard deviations must be positive: " + std);
        }
    }

    /** ImageNet as torchvision trains and evaluates: RGB/255 minus (0.485, 0.456, 0.406) over (0.229, 0.224, 0.225). */
    public static Preprocessing imagenet() {
        return preset("imagenet", ChannelOrder.RGB, 1 / 255.0, IMAGENET_MEAN, IMAGENET_STD);
    }

    /** TensorFlow and Keras: RGB/127.5 − 1. */
    public static Preprocessing tensorflow() {
        return preset("tf", ChannelOrder.RGB, 1 / 127.5, List.of(1.0), List.of(1.0));
    }

    /** Caffe: BGR 0…255 minus (104, 117, 123). */
    public static Preprocessing caffe() {
        return preset("caffe", ChannelOrder.BGR, 1, List.of(104.0, 117.0, 123.0), List.of(1.0));
    }

    /** Keras' mode {@code caffe} (VGG, ResNet): BGR 0…255 minus (103.939, 116.779, 123.68). */
    public static Preprocessing kerasCaffe() {
        return preset("keras-caffe", ChannelOrder.BGR, 1, List.of(103.939, 116.779, 123.68), List.of(1.0));
    }

    /** OpenAI's CLIP: the centre at 224×224, bicubic, with the mean and deviation of its own training pictures. */
    public static Preprocessing clip() {
        return preset(
                        "clip",
                        ChannelOrder.RGB,
                        1 / 255.0,
                        List.of(0.48145466, 0.4578275, 0.40821073),
                        List.of(0.26862954, 0.26130258, 0.27577711))
                .withResizeMode(ResizeMode.CROP)
                .withCropRatio(1)
                .withInterpolation(Interpolation.BICUBIC);
    }

    /**
     * Azure Custom Vision's exports that subtract the mean themselves, as all in ONNX do: BGR 0…255, centre crop. For a TensorFlow export
     * that does not, this name stands for {@link #customVisionMean()}.
     */
    public static Preprocessing customVision() {
        return preset("custom-vision", ChannelOrder.BGR, 1, List.of(0.0), List.of(1.0))
                .withResizeMode(ResizeMode.CROP)
                .withCropRatio(1)
                .withDefaultSize(227);
    }

    /** Azure Custom Vision's TensorFlow exports without the mean in the graph: BGR 0…255 minus (104, 117, 123), centre crop. */
    public static Preprocessing customVisionMean() {
        return preset("custom-vision-mean", ChannelOrder.BGR, 1, List.of(104.0, 117.0, 123.0), List.of(1.0))
                .withResizeMode(ResizeMode.CROP)
                .withCropRatio(1)
                .withDefaultSize(227);
    }

    /** CIFAR-10's own statistics at 32×32: RGB/255 minus (0.4914, 0.4822, 0.4465) over (0.2470, 0.2435, 0.2616). */
    public static Preprocessing cifar10() {
        return cifar("cifar10", CIFAR10_MEAN, List.of(0.2470, 0.2435, 0.2616));
    }

    /** As kuangliu/pytorch-cifar trains: the same mean, and a deviation taken per picture: (0.2023, 0.1994, 0.2010). */
    public static Preprocessing cifar10Kuangliu() {
        return cifar("cifar10-kuangliu", CIFAR10_MEAN, List.of(0.2023, 0.1994, 0.2010));
    }

    /** As akamaster/pytorch_resnet_cifar10 trains: ImageNet's mean and deviation at 32×32. */
    public static Preprocessing cifar10Akamaster() {
        return cifar("cifar10-akamaster", IMAGENET_MEAN, IMAGENET_STD);
    }

    /** RGB/255. */
    public static Preprocessing unit() {
        return preset("unit", ChannelOrder.RGB, 1 / 255.0, List.of(0.0), List.of(1.0));
    }

    /** RGB 0…255 as is. */
    public static Preprocessing raw() {
        return preset("raw", ChannelOrder.RGB, 1, List.of(0.0), List.of(1.0));
    }

    /** BGR 0…255 as is. */
    public static Preprocessing rawBgr() {
        return preset("raw-bgr", ChannelOrder.BGR, 1, List.of(0.0), List.of(1.0));
    }

    /**
     * The preset of a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static Preprocessing named(String name) {
        Supplier<Preprocessing> preset = PRESETS.get(name.toLowerCase(Locale.ROOT));
        if (preset == null) {
            throw new IllegalArgumentException("unknown preprocessing \"" + name + "\"; known: "
                    + PRESETS.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return preset.get();
    }

    /**
     * Everything that this preprocessing does, as options of the command line; given back, they make the same bits. The size is the
     * model's, unless it leaves it open.
     */
    public String options() {
        String preset = PRESETS.containsKey(name) ? name : "raw";
        return Arrays.stream(PreprocessingSetting.values())
                .map(setting -> " --" + setting.option() + " " + setting.write(this))
                .collect(Collectors.joining("", "--preprocess " + preset, ""));
    }

    /** The value of a pixel component 0…255 in the model's input. */
    public float normalise(int channel, double pixel) {
        return (float) ((pixel * scale - at(mean, channel)) / at(std, channel));
    }

    /** The pixel component 0…255 that a value of the model's input stands for; not clipped. */
    public double denormalise(int channel, double value) {
        return (value * at(std, channel) + at(mean, channel)) / scale;
    }

    /** Whether this is a preset with nothing changed. */
    public boolean matchesPreset() {
        return PRESETS.containsKey(name) && named(name).equals(this);
    }

    Preprocessing withName(String other) {
        return new Preprocessing(other, resizeMode, interpolation, cropRatio, defaultSize, order, scale, mean, std);
    }

    /** The same with other proportions. */
    public Preprocessing withResizeMode(ResizeMode other) {
        return new Preprocessing(name, other, interpolation, cropRatio, defaultSize, order, scale, mean, std);
    }

    /** The same with another filter. */
    public Preprocessing withInterpolation(Interpolation other) {
        return new Preprocessing(name, resizeMode, other, cropRatio, defaultSize, order, scale, mean, std);
    }

    /** The same with another crop ratio. */
    public Preprocessing withCropRatio(double other) {
        return new Preprocessing(name, resizeMode, interpolation, other, defaultSize, order, scale, mean, std);
    }

    /** The same with another size for models that take any. */
    public Preprocessing withDefaultSize(int other) {
        return new Preprocessing(name, resizeMode, interpolation, cropRatio, other, order, scale, mean, std);
    }

    /** The same with another channel order. */
    public Preprocessing withOrder(ChannelOrder other) {
        return new Preprocessing(name, resizeMode, interpolation, cropRatio, defaultSize, other, scale, mean, std);
    }

    /** The same with other normalisation. */
    public Preprocessing withNormalisation(double newScale, List<Double> newMean, List<Double> newStd) {
        return new Preprocessing(
                "custom", resizeMode, interpolation, cropRatio, defaultSize, order, newScale, newMean, newStd);
    }

    private static Preprocessing preset(
            String name, ChannelOrder order, double scale, List<Double> mean, List<Double> std) {
        return new Preprocessing(name, ResizeMode.SQUASH, Interpolation.BILINEAR, 0.875, 224, order, scale, mean, std);
    }

    private static Preprocessing cifar(String name, List<Double> mean, List<Double> std) {
        return preset(name, ChannelOrder.RGB, 1 / 255.0, mean, std)
                .withCropRatio(1)
                .withDefaultSize(32);
    }

    private static double at(List<Double> values, int channel) {
        return values.size() == 1 ? values.get(0) : values.get(channel);
    }

    /** Names of all presets, sorted. */
    public static List<String> names() {
        return Stream.of(PRESETS.keySet().toArray(String[]::new)).sorted().toList();
    }
}
