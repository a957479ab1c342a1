package xai4j.onnx.train;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import xai4j.numeric.LinearScoreFit;
import xai4j.numeric.ScoreLoss;
import xai4j.tensor.XaiException;

/**
 * Fits a {@link LinearClassifier}: a multinomial logistic regression, or one by another convex loss of the scores, with a squared penalty on
 * standardised features. The strength of the penalty is the one that does best on pictures that are held out in turn. A convex problem: there is
 * one solution and no seed.
 */
public final class LinearHeadFit {
    private static final double[] STRENGTHS = {1, 0.3, 0.1, 0.03, 0.01};
    private static final double[] STRENGTHS_OF_OWN = {100, 10, 1, 0.1, 0.01};
    private static final int PARTS = 4;
    private static final int STEPS = 400;
    private static final double TOLERANCE = 1e-6;
    private static final double TRIAL_TOLERANCE = 1e-3;
    private static final double LEAST_DEVIATION = 1e-6;

    private final FrozenFeatures features;
    private final double[] mean;
    private final double[] deviation;
    private final Optional<RowSpace> space;
    private final LinearScoreFit problem;
    private final double[] centre;

    private LinearHeadFit(FrozenFeatures features, ScoreLoss loss, Optional<LinearClassifier> own) {
        this.features = features;
        this.mean = new double[features.channels()];
        this.deviation = new double[features.channels()];
        measure();
        float[] rows = standardised();
        int classes = features.labels().size();
        boolean fewRows = own.isEmpty() && features.size() * features.views() < mean.length;
        this.space = fewRows ? Optional.of(RowSpace.of(rows, mean.length)) : Optional.empty();
        float[] seen = space.map(RowSpace::coordinates).orElse(rows);
        this.problem = new LinearScoreFit(seen, labels(), classes, loss);
        this.centre = own.map(this::standardised)
                .orElseGet(() -> new double[classes * (seen.length / (features.size() * features.views()))]);
    }

    /**
     * Fits a head to all views of all pictures.
     *
     * @throws XaiException if a class has fewer than two pictures; the message names it
     */
    public static LinearClassifier fit(FrozenFeatures features) {
        return fit(features, ScoreLoss.CROSS_ENTROPY);
    }

    /**
     * Fits a head to all views of all pictures by another loss of the scores.
     *
     * @throws XaiException if a class has fewer than two pictures; the message names it
     */
    public static LinearClassifier fit(FrozenFeatures features, ScoreLoss loss) {
        return fit(features, loss, Optional.empty());
    }

    /**
     * Fits a head near another one, from which the penalty pulls no weight away: the file's own, which has learned from more pictures than there
     * are here.
     *
     * @param own the head to stay near; none for zero
     * @throws XaiException if a class has fewer than two pictures; the message names it
     */
    public static LinearClassifier fit(FrozenFeatures features, ScoreLoss loss, Optional<LinearClassifier> own) {
        int fewest = requirePictures(features.labels(), features::label, features.size());
        double strength = strength(features, loss, own, Math.min(PARTS, fewest));
        LinearHeadFit whole = new LinearHeadFit(features, loss, own);
        return whole.classifier(whole.solved(whole.centre, strength, TOLERANCE));
    }

    /**
     * Checks that there are pictures enough, before features are computed of them.
     *
     * @param label class of a picture
     * @param size how many pictures
     * @return how many the smallest class has
     * @throws XaiException if a class has fewer than two; the message names it
     */
    public static int requirePictures(List<String> labels, IntUnaryOperator label, int size) {
        int[] counts = new int[labels.size()];
        IntStream.range(0, size).forEach(i -> counts[label.applyAsInt(i)]++);
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] < 2) {
                throw new XaiException("class \"" + labels.get(k) + "\" has "
                        + (counts[k] == 0 ? "no picture" : "one picture")
                        + " to train on; each class needs two or more, better twenty");
            }
        }
        return Arrays.stream(counts).min().orElseThrow();
    }

    /**
     * The penalty with the least loss on held-out pictures, all views of a picture held out together. Near another head it is the strongest whose loss
     * lies within a standard error of that (Breiman et al. 1984): what many pictures have taught is given up only for what few show clearly.
     */
    private static double strength(FrozenFeatures features, ScoreLoss loss, Optional<LinearClassifier> own, int parts) {
        double[] strengths = own.isPresent() ? STRENGTHS_OF_OWN : STRENGTHS;
        double[][] heldOut = new double[strengths.length][features.size()];
        for (int part = 0; part < parts; part++) {
            LinearHeadFit fit = new LinearHeadFit(features.only(features.part(part, parts, false)), loss, own);
            int[] others = features.part(part, parts, true);
            double[] solution = fit.centre;
            for (int s = 0; s < strengths.length; s++) {
                solution = fit.solved(solution, strengths[s], TRIAL_TOLERANCE);
                LinearClassifier head = fit.classifier(solution);
                for (int i : others) {
                    heldOut[s][i] = loss.differentiate(head.scores(features.row(i, 0)), features.label(i));
                }
            }
        }
        double[] means = Arrays.stream(heldOut)
                .mapToDouble(losses -> Arrays.stream(losses).average().orElseThrow())
                .toArray();
        int best = IntStream.range(0, means.length)
                .reduce((one, other) -> means[other] < means[one] ? other : one)
                .orElseThrow();
        double within = own.isPresent() ? means[best] + standardError(heldOut[best], means[best]) : means[best];
        return strengths[
                IntStream.range(0, means.length)
                        .filter(s -> means[s] <= within)
                        .findFirst()
                        .orElseThrow()];
    }

    private static double standardError(double[] values, double mean) {
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.length - 1.0) / values.length);
    }

    private void measure() {
        int count = features.size() * features.views();
        double[] squares = new double[mean.length];
        for (int i = 0; i < features.size(); i++) {
            for (int view = 0; view < features.views(); view++) {
                float[] row = features.row(i, view);
                for (int c = 0; c < mean.length; c++) {
                    mean[c] += row[c] / count;
                    squares[c] += (double) row[c] * row[c] / count;
                }
            }
        }
        for (int c = 0; c < mean.length; c++) {
            deviation[c] = Math.sqrt(Math.max(0, squares[c] - mean[c] * mean[c]));
        }
    }

    private int[] labels() {
        return IntStream.range(0, features.size() * features.views())
                .map(n -> features.label(n / features.views()))
                .toArray();
    }

    /** Features of mean zero and deviation one, and a column of ones; what never varies becomes zero. */
    private float[] standardised() {
        int width = mean.length + 1;
        int count = features.size() * features.views();
        float[] all = new float[count * width];
        for (int n = 0; n < count; n++) {
            float[] row = features.row(n / features.views(), n % features.views());
            for (int c = 0; c < mean.length; c++) {
                all[n * width + c] = isFlat(c) ? 0 : (float) ((row[c] - mean[c]) / deviation[c]);
            }
            all[n * width + mean.length] = 1;
        }
        return all;
    }

    private boolean isFlat(int channel) {
        return deviation[channel] <= LEAST_DEVIATION * Math.max(1, Math.abs(mean[channel]));
    }

    private double[] solved(double[] start, double strength, double tolerance) {
        return problem.solveSquared(start, centre, strength, STEPS, tolerance);
    }

    /** A head for features as they come, as one for standardised features. */
    private double[] standardised(LinearClassifier head) {
        int width = mean.length + 1;
        float[] weights = head.weights();
        double[] result = new double[head.classes() * width];
        for (int k = 0; k < head.classes(); k++) {
            result[k * width + mean.length] = head.bias()[k];
            for (int c = 0; c < mean.length; c++) {
                double weight = weights[k * mean.length + c];
                result[k * width + c] = isFlat(c) ? 0 : weight * deviation[c];
                result[k * width + mean.length] += weight * mean[c];
            }
        }
        return result;
    }

    /** The solution for features as they come. */
    private LinearClassifier classifier(double[] found) {
        double[] solution = space.map(rows -> rows.lifted(found)).orElse(found);
        int width = mean.length + 1;
        int classes = solution.length / width;
        double[] weights = new double[classes * mean.length];
        double[] bias = new double[classes];
        for (int k = 0; k < classes; k++) {
            bias[k] = solution[k * width + mean.length];
            for (int c = 0; c < mean.length; c++) {
                double weight = isFlat(c) ? 0 : solution[k * width + c] / deviation[c];
                weights[k * mean.length + c] = weight;
                bias[k] -= weight * mean[c];
            }
        }
        return new LinearClassifier(weights, bias);
    }
}
