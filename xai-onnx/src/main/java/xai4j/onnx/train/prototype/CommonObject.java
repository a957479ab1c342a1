package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.numeric.PearsonCorrelation;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.tensor.Tensor;

/**
 * Where pictures show what they have in common: the coordinates of their patches along the first principal component of all of them, which parts an object
 * that most of the pictures show from what merely surrounds it (deep descriptor transforming, Wei et al. 2019). No annotation is asked.
 *
 * <p>The component is found by power iteration: a decomposition of {@code [C, C]} for each class of each training takes seconds. Its sign is such that
 * what speaks for the classes lies on the object; where the two have little to do with each other, every patch counts as the object. That of a single class
 * follows the one of all pictures: what few pictures of one class say of their class may lie anywhere, and turned the sign of one class in six.
 */
final class CommonObject {
    private static final int STEPS = 40;
    private static final double TOLERANCE = 1e-4;
    /** Pictures whose patches decide the direction, evenly spaced, where there are more. */
    private static final int LOOKED_AT = 96;
    /** How much of what is shown clearly a patch has to show. */
    private static final double SHOWN = 0.3;
    /** What a twentieth of the patches reach is shown clearly. */
    private static final double CLEARLY = 0.95;
    /**
     * How well the component has to go along with what speaks for the classes, or that of a class with that of all, as a correlation. It is 0.4 to 0.98 on
     * networks that have learned something of such pictures; one that goes its own way parts something else, and then nothing is left out.
     */
    private static final double AGREEING = 0.25;

    private final List<double[]> coordinates;
    private final double threshold;

    private CommonObject(List<double[]> coordinates, double threshold) {
        this.coordinates = coordinates;
        this.threshold = threshold;
    }

    /**
     * Looks at pictures.
     *
     * @param pictures their numbers
     */
    static CommonObject of(FrozenFeatures features, PatchEvidence evidence, int... pictures) {
        return of(features, evidence::of, pictures);
    }

    /** That of all pictures. */
    static CommonObject everywhere(FrozenFeatures features, PatchEvidence evidence) {
        return of(features, evidence, IntStream.range(0, features.size()).toArray());
    }

    /**
     * That of the pictures of a class.
     *
     * @param everywhere the one of all pictures, with which it goes along where there is one
     * @param pictures their numbers
     */
    static CommonObject ofClass(
            FrozenFeatures features, PatchEvidence evidence, CommonObject everywhere, int... pictures) {
        return of(features, everywhere.isFound() ? everywhere::coordinates : evidence::of, pictures);
    }

    private static CommonObject of(FrozenFeatures features, IntFunction<double[]> guide, int... pictures) {
        int channels = features.channels();
        int every = (pictures.length + LOOKED_AT - 1) / LOOKED_AT;
        List<double[]> looked = Parallel.map(
                (pictures.length + every - 1) / every,
                j -> patches(features.maps(pictures[j * every]).row(0), channels));
        double[] mean = mean(looked, channels);
        double[] direction = direction(looked, mean);
        List<double[]> coordinates = Parallel.map(
                pictures.length, j -> along(features.maps(pictures[j]).row(0), direction, mean));
        double agreement = agreement(coordinates, guide, pictures);
        if (Double.isNaN(agreement) || Math.abs(agreement) < AGREEING) {
            return new CommonObject(
                    coordinates.stream().map(row -> new double[row.length]).toList(), Double.NEGATIVE_INFINITY);
        }
        List<double[]> signed = agreement < 0 ? negated(coordinates) : coordinates;
        return new CommonObject(signed, SHOWN * Math.max(0, clear(signed)));
    }

    /** The correlation of coordinates with what tells their sign. */
    private static double agreement(List<double[]> coordinates, IntFunction<double[]> guide, int... pictures) {
        double[] along = coordinates.stream().flatMapToDouble(Arrays::stream).toArray();
        double[] told = Arrays.stream(pictures)
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(guide.apply(i)))
                .toArray();
        return PearsonCorrelation.of(along, told);
    }

    /** What the patches that show it most reach. */
    private static double clear(List<double[]> coordinates) {
        double[] all =
                coordinates.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        return all[(int) (CLEARLY * (all.length - 1))];
    }

    private static List<double[]> negated(List<double[]> coordinates) {
        return coordinates.stream()
                .map(row -> Arrays.stream(row).map(value -> -value).toArray())
                .toList();
    }

    /** The patches of the picture of that position along the component, from the mean of all; zeros where every patch counts as the object. */
    double[] coordinates(int position) {
        return coordinates.get(position).clone();
    }

    /** Whether there is one, and not every patch counts as the object. */
    boolean isFound() {
        return threshold > Double.NEGATIVE_INFINITY;
    }

    /** Whether a patch of the picture of that position shows it. */
    boolean isShown(int position, int patch) {
        return coordinates.get(position)[patch] > threshold;
    }

    private static double[] along(Tensor map, double[] direction, double... mean) {
        double[] picture = patches(map, mean.length);
        double offset = dot(direction, mean, 0);
        return IntStream.range(0, picture.length / mean.length)
                .mapToDouble(at -> dot(direction, picture, at * mean.length) - offset)
                .toArray();
    }

    /** {@code [C, h, w]} as {@code [h·w, C]}. */
    private static double[] patches(Tensor map, int channels) {
        float[] values = map.toArray();
        int area = values.length / channels;
        double[] rows = new double[values.length];
        for (int c = 0; c < channels; c++) {
            for (int at = 0; at < area; at++) {
                rows[at * channels + c] = values[c * area + at];
            }
        }
        return rows;
    }

    private static double[] mean(List<double[]> patches, int channels) {
        double[] mean = new double[channels];
        long count =
                patches.stream().mapToLong(picture -> picture.length / channels).sum();
        for (double[] picture : patches) {
            for (int i = 0; i < picture.length; i++) {
                mean[i % channels] += picture[i] / count;
            }
        }
        return mean;
    }

    private static double[] direction(List<double[]> patches, double... mean) {
        double[] direction = new double[mean.length];
        Arrays.fill(direction, 1 / Math.sqrt(mean.length));
        for (int step = 0; step < STEPS; step++) {
            double[] next = unit(covariance(patches, mean, direction));
            double turned = IntStream.range(0, next.length)
                    .mapToDouble(c -> Math.abs(next[c] - direction[c]))
                    .max()
                    .orElse(0);
            System.arraycopy(next, 0, direction, 0, next.length);
            if (turned < TOLERANCE) {
                break;
            }
        }
        return direction;
    }

    /** The covariance of the patches times a direction, up to a factor. Pictures are added in their order. */
    private static double[] covariance(List<double[]> patches, double[] mean, double... direction) {
        int channels = mean.length;
        double offset = dot(direction, mean, 0);
        List<double[]> parts = Parallel.map(patches.size(), j -> {
            double[] picture = patches.get(j);
            double[] part = new double[channels];
            for (int from = 0; from < picture.length; from += channels) {
                double along = dot(direction, picture, from) - offset;
                for (int c = 0; c < channels; c++) {
                    part[c] += along * (picture[from + c] - mean[c]);
                }
            }
            return part;
        });
        double[] sum = new double[channels];
        parts.forEach(part -> Arrays.setAll(sum, c -> sum[c] + part[c]));
        return sum;
    }

    /** In four sums, which processors can work on at once. */
    private static double dot(double[] direction, double[] values, int from) {
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
        int c = 0;
        for (; c + 3 < direction.length; c += 4) {
            one += direction[c] * values[from + c];
            two += direction[c + 1] * values[from + c + 1];
            three += direction[c + 2] * values[from + c + 2];
            four += direction[c + 3] * values[from + c + 3];
        }
        for (; c < direction.length; c++) {
            one += direction[c] * values[from + c];
        }
        return one + two + (three + four);
    }

    private static double[] unit(double... values) {
        double length = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
        return length == 0 ? values : Arrays.stream(values).map(v -> v / length).toArray();
    }
}
