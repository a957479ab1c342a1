package xai4j.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Small changes of a model's input, drawn or read from a file; what metrics share that perturb. */
public final class InputNoise {
    /** Perturbations from a file. Option {@code noise}, empty by default. */
    public static final Option<String> FILE = Option.of(
                    "noise",
                    "",
                    String::strip,
                    text -> text,
                    "file of perturbations [K,C,H,W] or [K,1,C,H,W] to use in place of drawn ones")
            .alias("perturbations", "perturbation");
    /** Seed of what is drawn. Option {@code seed}, {@code 0} by default. */
    public static final Option<Long> SEED = Option.number("seed", 0, "seed of the perturbations");

    private InputNoise() {}

    /**
     * The perturbations of the file that the options name, in the image's layout; empty if they name none.
     *
     * @throws XaiException if they do not fit the image
     */
    public static Optional<List<Tensor>> read(Options options, PreparedImage image) {
        String file = options.get(FILE);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Tensor all = Npy.readFinite(Path.of(file));
        int size = image.tensor().size();
        PixelPlanes planes = PixelPlanes.of(image);
        int rank = all.shape().rank();
        boolean fits = rank >= 4
                && all.shape().dim(-1) == planes.width()
                && all.shape().dim(-2) == planes.height()
                && all.shape().dim(-3) == planes.channels()
                && all.size() == all.shape().dim(0) * size;
        if (!fits) {
            throw new XaiException(file + " holds " + all.shape() + "; perturbations of this image are [K,"
                    + planes.channels() + "," + planes.height() + "," + planes.width() + "]");
        }
        return Optional.of(IntStream.range(0, all.shape().dim(0))
                .mapToObj(k -> inLayout(all.row(k), planes, image.tensor().shape()))
                .toList());
    }

    private static Tensor inLayout(Tensor planar, PixelPlanes planes, Shape shape) {
        Tensor result = Tensor.zeros(shape);
        for (int i = 0; i < planar.size(); i++) {
            result.set(planes.index(i / planes.area(), i % planes.area()), planar.at(i));
        }
        return result;
    }

    /** Gaussian perturbations. */
    public static List<Tensor> normal(PreparedImage image, int count, double deviation, long seed) {
        return drawn(image, count, seed, random -> position -> deviation * random.normal(position));
    }

    /** Perturbations whose values are even in {@code [−radius, radius]}. */
    public static List<Tensor> uniform(PreparedImage image, int count, double radius, long seed) {
        return drawn(image, count, seed, random -> position -> radius * (2 * random.uniform(position) - 1));
    }

    private static List<Tensor> drawn(
            PreparedImage image, int count, long seed, Function<CounterRandom, IntToDoubleFunction> draw) {
        return IntStream.range(0, count)
                .mapToObj(sample -> {
                    IntToDoubleFunction value = draw.apply(new CounterRandom(seed, sample));
                    Tensor noise = Tensor.zeros(image.tensor().shape());
                    for (int i = 0; i < noise.size(); i++) {
                        noise.set(i, (float) value.applyAsDouble(i));
                    }
                    return noise;
                })
                .toList();
    }

    /** The image's input plus a multiple of a perturbation. */
    public static Tensor added(PreparedImage image, Tensor noise, float factor) {
        Tensor sum = image.tensor().copy();
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.at(i) + factor * noise.at(i));
        }
        return sum;
    }
}
