package xai4j.djl.translator;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.translator.BaseImageTranslator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Pipeline;
import ai.djl.translate.Transform;
import ai.djl.translate.Translator;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntBinaryOperator;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.engine.PrivateFields;
import xai4j.image.ChannelOrder;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.Interpolation;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/**
 * Reads how a DJL translator prepares pictures. A translator is a function, so it is asked: one-coloured pictures tell the
 * order of the channels and their scale, mean and deviation; a picture whose colours are its coordinates tells what was cut
 * off. Then our own preparation has to give what the translator gives, and a translator that gives something else each time
 * is refused.
 */
public final class TranslatorReading {
    /** Wider than high, so that a squash and a crop differ. */
    private static final int WIDTH = 510;

    private static final int HEIGHT = 255;
    /** Asked so often, a mirror of every second picture stays hidden once in four million. */
    private static final int ASKED = 24;

    private static final double MILLION = 1e6;
    /** What single precision leaves of a decimal number of six digits. */
    private static final double ROUNDING = 2e-7;
    /** Greatest share of the range of values by which both preparations of a smooth picture may differ. */
    private static final double LIKE = 0.01;
    /** DJL resizes whole numbers and cuts off what is behind the point, so grey may come back one step darker. */
    private static final double PIXEL = 1.01 / 255;

    private final Translator<Image, ?> translator;
    private final Model model;
    private final String name;

    private TranslatorReading(Translator<Image, ?> translator, Model model, String name) {
        this.translator = translator;
        this.model = model;
        this.name = name;
    }

    /**
     * Input and preprocessing of a translator.
     *
     * @throws ModelException if the translator does something else than fitting, scaling and normalising
     */
    public static ModelSpec of(Translator<Image, ?> translator, Model model) {
        return new TranslatorReading(translator, model, model.getName()).read();
    }

    private ModelSpec read() {
        requireNoChance();
        Tensor black = prepared((x, y) -> 0);
        ImageInput input = input(black);
        ChannelOrder order = order(input, black);
        Preprocessing colours = colours(input, order, black);
        IntBinaryOperator coordinates = (x, y) -> new Color(x / 2, y, 128).getRGB();
        Tensor seen = prepared(coordinates);
        requireSteady(coordinates, seen);
        ModelSpec spec = ModelSpec.of(name, input).withPreprocessing(fit(input, colours, seen));
        Tensor ours = spec.prepare(picture(coordinates)).batch();
        double range = colours.normalise(0, 255) - colours.normalise(0, 0);
        for (int i = 0; i < seen.size(); i++) {
            if (!(Math.abs(seen.at(i) - ours.at(i)) <= LIKE * range)) {
                throw unknown(String.format(
                        Locale.ROOT, "a smooth picture becomes %.4g where ours becomes %.4g", seen.at(i), ours.at(i)));
            }
        }
        return spec;
    }

    /** DJL's own random transforms are named for what they do, whether or not they do it at every call. */
    private void requireNoChance() {
        if (translator instanceof BaseImageTranslator<?> known) {
            Pipeline pipeline = PrivateFields.field(known, BaseImageTranslator.class, "pipeline", Pipeline.class);
            for (Transform transform : pipeline.getTransforms()) {
                String kind = transform.getClass().getSimpleName();
                if (kind.startsWith("Random")) {
                    throw unknown("its transform " + kind
                            + " makes something else of one picture each time, as augmentation for training does");
                }
            }
        }
    }

    private void requireSteady(IntBinaryOperator coordinates, Tensor seen) {
        for (int i = 1; i < ASKED; i++) {
            if (!prepared(coordinates).equals(seen)) {
                throw unknown("it makes something else of one picture each time, as augmentation for training does");
            }
        }
    }

    private ImageInput input(Tensor tensor) {
        int[] dims = tensor.shape().dims();
        int from = dims.length == 4 && dims[0] == 1 ? 1 : 0;
        if (dims.length - from != 3) {
            throw unknown("a picture becomes a tensor of shape " + tensor.shape());
        }
        if (dims[from] == 3) {
            return ImageInput.nchw(3, dims[from + 1], dims[from + 2]);
        }
        if (dims[from + 2] == 3) {
            return ImageInput.nhwc(3, dims[from], dims[from + 1]);
        }
        throw unknown("a picture becomes a tensor of shape " + tensor.shape() + " without three colours");
    }

    private ChannelOrder order(ImageInput input, Tensor black) {
        Tensor red = prepared((x, y) -> Color.RED.getRGB());
        boolean first = centre(input, red, 0) != centre(input, black, 0);
        boolean last = centre(input, red, 2) != centre(input, black, 2);
        if (first == last) {
            throw unknown("its channels are mixtures of colours");
        }
        return first ? ChannelOrder.RGB : ChannelOrder.BGR;
    }

    private Preprocessing colours(ImageInput input, ChannelOrder order, Tensor black) {
        Tensor grey = prepared((x, y) -> new Color(102, 102, 102).getRGB());
        Tensor white = prepared((x, y) -> Color.WHITE.getRGB());
        List<Double> mean = new ArrayList<>();
        List<Double> std = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            double low = centre(input, black, c);
            double range = furthest(input, white, c, low) - low;
            if (!(range > 0) || Math.abs(centre(input, grey, c) - low - 0.4 * range) > PIXEL * range) {
                throw unknown(String.format(
                        Locale.ROOT,
                        "black, grey 102 and white become %.4g, %.4g and %.4g",
                        low,
                        centre(input, grey, c),
                        low + range));
            }
            std.add(rounded(1 / range));
            mean.add(rounded(-low / range));
        }
        return Preprocessing.unit().withOrder(order).withNormalisation(1 / 255.0, mean, std);
    }

    /**
     * The value of a plane that is furthest from that of black: where DJL interpolates between equal numbers it may come one step
     * short of them, because it cuts off what is behind the point, but not everywhere.
     */
    private static double furthest(ImageInput input, Tensor tensor, int plane, double from) {
        double furthest = from;
        for (int y = 0; y < input.height(); y++) {
            for (int x = 0; x < input.width(); x++) {
                double value = at(input, tensor, plane, y, x);
                furthest = Math.abs(value - from) > Math.abs(furthest - from) ? value : furthest;
            }
        }
        return furthest;
    }

    /** The number of six digits that people wrote, where it is one. */
    private static double rounded(double number) {
        double rounded = Math.round(number * MILLION) / MILLION;
        return Math.abs(rounded - number) <= ROUNDING * Math.max(1, Math.abs(number)) ? rounded : number;
    }

    /** What part of the picture the input shows, from the coordinates that its colours tell. */
    private Preprocessing fit(ImageInput input, Preprocessing colours, Tensor seen) {
        int redPlane = colours.order() == ChannelOrder.RGB ? 0 : 2;
        int middleX = input.width() / 2;
        int middleY = input.height() / 2;
        double left = 2 * pixel(input, colours, seen, redPlane, middleY, 0);
        double right = 2 * pixel(input, colours, seen, redPlane, middleY, input.width() - 1);
        double top = pixel(input, colours, seen, 1, 0, middleX);
        double bottom = pixel(input, colours, seen, 1, input.height() - 1, middleX);
        double across = (right - left) * input.width() / (input.width() - 1);
        double down = (bottom - top) * input.height() / (input.height() - 1);
        Preprocessing bilinear = colours.withInterpolation(Interpolation.BILINEAR);
        boolean whole = across > 0.96 * WIDTH && down > 0.96 * HEIGHT;
        return whole
                ? bilinear.withResizeMode(ResizeMode.SQUASH)
                : bilinear.withResizeMode(ResizeMode.CROP).withCropRatio(Math.min(1, down / HEIGHT));
    }

    private double pixel(ImageInput input, Preprocessing colours, Tensor tensor, int plane, int y, int x) {
        return colours.denormalise(plane, at(input, tensor, plane, y, x));
    }

    private static float centre(ImageInput input, Tensor tensor, int plane) {
        return at(input, tensor, plane, input.height() / 2, input.width() / 2);
    }

    private static float at(ImageInput input, Tensor tensor, int plane, int y, int x) {
        int index = input.layout() == ImageLayout.NCHW
                ? (plane * input.height() + y) * input.width() + x
                : (y * input.width() + x) * 3 + plane;
        return tensor.at(index);
    }

    private Tensor prepared(IntBinaryOperator colour) {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            NDList inputs = translator.processInput(
                    new TranslatorScope(model, scope),
                    ImageFactory.getInstance().fromImage(picture(colour)));
            if (inputs.size() != 1) {
                throw unknown("it makes " + inputs.size() + " inputs of a picture");
            }
            NDArray input = inputs.singletonOrThrow();
            return NdTensors.tensor(input);
        } catch (ModelException e) {
            throw e;
        } catch (Exception e) {
            throw new ModelException(
                    "the translator of " + name + " fails on a picture: " + EngineErrors.firstLine(e), e);
        }
    }

    private static BufferedImage picture(IntBinaryOperator colour) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, colour.applyAsInt(x, y));
            }
        }
        return image;
    }

    private ModelException unknown(String what) {
        return new ModelException("the translator of " + name + " prepares pictures in a way that cannot be followed ("
                + what + "); say how with a ModelSpec");
    }
}
