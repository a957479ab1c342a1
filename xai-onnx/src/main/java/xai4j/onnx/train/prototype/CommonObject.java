package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.numeric.PearsonCorrelation;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.tensor.Tensor;

/**
 * Where the pictures of a class show what they have in common: the coordinates of their patches along the first principal component of all of them,
 * which parts an object that most of the pictures show from what merely surrounds it (deep descriptor transforming, Wei et al. 2019). No annotation
 * is asked.
 *
 * <p>The component is found by power iteration: a decomposition of {@code [C, C]} for each class of each training takes seconds. Its sign
 * is such that what speaks for the class lies on the object; where the two have little to do with each other, every patch counts as the object.
 */
final class CommonObject {
    private static final int STEPS = 100;
    private static final double TOLERANCE = 1e-6;
    /** How much of what the class shows clearly a patch has to show. */
    private static final double SHOWN = 0.3;
    /** What a twentieth of the patches of a class reach is shown clearly. */
    private static final double CLEARLY = 0.95;
    /**
     * How well the component has to go along with what speaks for the class, as a correlation. It is 0.4 to 0.98 on networks that have learned
     * something of such pictures; one that goes its own way parts something else, and then nothing is left out.
     */
    private static final double AGREEING = 0.25;

    private final List<double[]> coordinates;
    private final double threshold;

    private CommonObject(List<double[]> coordinates, double threshold) {
        this.coordinates = coordinates;
        this.threshold = threshold;
    }

    /**
     * Looks at the pictures of a class.
     *
     * @param pictures their numbers
     */
    static CommonObject of(FrozenFeatures features, PatchEvidence evidence, int... pictures) {
        List<double[]> patches = Parallel.map(
                pictures.length, j -> patches(features.maps(pictures[j]).row(0), features.channels()));
        double[] mean = mean(patches, features.channels());
        double[] direction = direction(patches, mean);
        double offset = dot(direction, mean, 0);
        List<double[]> coordinates = patches.stream()
                .map(picture -> IntStream.range(0, picture.length / mean.length)
                        .mapToDouble(at -> dot(direction, picture, at * mean.length) - offset)
                        .toArray())
                .toList();
        double agreement = agreement(coordinates, evidence, pictures);
        if (Double.isNaN(agreement) || Math.abs(agreement) < AGREEING) {
            return new CommonObject(coordinates, Double.NEGATIVE_INFINITY);
        }
        List<double[]> signed = agreement < 0 ? negated(coordinates) : coordinates;
        return new CommonObject(signed, SHOWN * Math.max(0, clear(signed)));
    }

    /** The correlation of coordinates with the evidence. */
    private static double agreement(List<double[]> coordinates, PatchEvidence evidence, int... pictures) {
        double[] along = coordinates.stream().flatMapToDouble(Arrays::stream).toArray();
        double[] spoken = IntStream.range(0, pictures.length)
                .boxed()
                .flatMapToDouble(j ->
                        IntStream.range(0, coordinates.get(j).length).mapToDouble(at -> evidence.at(pictures[j], at)))
                .toArray();
        return PearsonCorrelation.of(along, spoken);
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

    /** Whether a patch of the picture of that position shows it. */
    boolean isShown(int position, int patch) {
        return coordinates.get(position)[patch] > threshold;
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

    private static double dot(double[] direction, double[] values, int from) {
        double sum = 0;
        for (int c = 0; c < direction.length; c++) {
            sum += direction[c] * values[from + c];
        }
        return sum;
    }

    private static double[] unit(double... values) {
        double length = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
        return length == 0 ? values : Arrays.stream(values).map(v -> v / length).toArray();
    }
}
