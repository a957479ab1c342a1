package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import xai4j.onnx.train.FrozenFeatures;

/**
 * Which patches of pictures may become prototypes: those that show the object, by what the pictures of their class and by what all pictures have in
 * common ({@link CommonObject}), and of these the few around which a picture speaks most for its class and shows most of the object. Around means
 * in a square of about a twentieth of the map, since so much is what is shown of a prototype. Where the pictures have no object in common that has to do
 * with the classes, what a patch says decides alone.
 */
final class CandidatePatches {
    private static final int PER_PICTURE = 2;
    private static final double SHOWN = 0.05;

    private final FrozenFeatures features;
    private final PatchEvidence evidence;
    private final CommonObject everywhere;
    private final double deviation;
    private final int width;

    CandidatePatches(FrozenFeatures features, PatchEvidence evidence) {
        this.features = features;
        this.evidence = evidence;
        this.width = features.maps(0).shape().dim(3);
        this.everywhere = CommonObject.everywhere(features, evidence);
        this.deviation = deviation(IntStream.range(0, features.size())
                .mapToObj(everywhere::coordinates)
                .toArray(double[][]::new));
    }

    /**
     * Candidates of the pictures of a class.
     *
     * @param pictures their numbers
     * @return per picture the patches, the best first; none where a picture does not show the object
     */
    int[][] of(int... pictures) {
        CommonObject common = CommonObject.ofClass(features, evidence, everywhere, pictures);
        double spread = deviation(Arrays.stream(pictures).mapToObj(evidence::of).toArray(double[][]::new));
        return IntStream.range(0, pictures.length)
                .mapToObj(j -> {
                    double[] shown = around(everywhere.coordinates(pictures[j]));
                    return best(
                            pictures[j],
                            spread,
                            IntStream.range(0, shown.length)
                                    .filter(at -> !everywhere.isFound() || common.isShown(j, at) && shown[at] > 0)
                                    .toArray());
                })
                .toArray(int[][]::new);
    }

    /** Candidates of a picture whether or not it shows the object. */
    int[] ofAny(int picture) {
        return best(picture, 1, IntStream.range(0, evidence.of(picture).length).toArray());
    }

    private int[] best(int picture, double spread, int... allowed) {
        double[] said = evidence.of(picture);
        double[] object = everywhere.coordinates(picture);
        double[] both = IntStream.range(0, said.length)
                .mapToDouble(at -> said[at] / spread + object[at] / deviation)
                .toArray();
        double[] score = around(both);
        return Arrays.stream(allowed)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer at) -> -score[at]).thenComparingInt(at -> at))
                .limit(everywhere.isFound() ? PER_PICTURE : 1)
                .mapToInt(at -> at)
                .toArray();
    }

    /** The mean of the values in a square around each patch; beyond the border the outermost ones go on. */
    private double[] around(double... values) {
        int height = values.length / width;
        int radius = (int) (Math.sqrt(SHOWN) * Math.min(height, width) / 2);
        return IntStream.range(0, values.length)
                .mapToDouble(at -> {
                    double sum = 0;
                    for (int y = -radius; y <= radius; y++) {
                        for (int x = -radius; x <= radius; x++) {
                            int row = Math.max(0, Math.min(height - 1, at / width + y));
                            int column = Math.max(0, Math.min(width - 1, at % width + x));
                            sum += values[row * width + column];
                        }
                    }
                    return sum / ((2 * radius + 1) * (2 * radius + 1));
                })
                .toArray();
    }

    /** The standard deviation of all values; 1 where they do not differ. */
    private static double deviation(double[]... rows) {
        double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElse(0);
        double square = Arrays.stream(all)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        return square == 0 ? 1 : Math.sqrt(square);
    }
}
