package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.model.Score;
import xai4j.model.ScoreKind;

/**
 * Whether the scores of one image can be what a model's scores are taken for. Only what is impossible is odd, or for logits what chance does not
 * bring about: that they add up to exactly one.
 */
final class OddScores {
    private static final double ROUNDING = 1e-3;
    private static final double SAME_SUM = 1e-5;
    private static final String REMEDY = "; say what they are (--scores, LoadOptions.withScores)";

    private OddScores() {}

    /**
     * What is odd, a sentence; none where nothing is, or where the number that was asked for hides the model's own.
     *
     * @param score the kind of number that {@code scores} are
     * @param scores of one image, {@code [K]}
     */
    static List<String> remarks(ScoreKind kind, Score score, float[] scores) {
        return own(kind, score, scores).flatMap(own -> remark(kind, own)).stream()
                .map(remark -> "the model's scores are taken for " + kind.text() + ", but " + remark + REMEDY)
                .toList();
    }

    /** The model's own scores, as far as they can be told from what was asked for. */
    private static Optional<double[]> own(ScoreKind kind, Score score, float[] scores) {
        boolean asIs =
                switch (score) {
                    case OUTPUT -> true;
                    case LOGIT -> kind.isLogits() || kind == ScoreKind.LOG_PROBABILITIES;
                    case PROBABILITY -> kind == ScoreKind.PROBABILITIES || kind == ScoreKind.MULTILABEL_PROBABILITIES;
                };
        return asIs ? Optional.of(doubles(scores)) : Optional.empty();
    }

    /** By a loop, as the sum below: streams over a thousand classes take longer than the map of a small network. */
    private static double[] doubles(float[] scores) {
        double[] doubles = new double[scores.length];
        for (int k = 0; k < scores.length; k++) {
            doubles[k] = scores[k];
        }
        return doubles;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static Optional<String> remark(ScoreKind kind, double[] own) {
        return switch (kind) {
            case PROBABILITIES -> outside(own, 0, 1).or(() -> otherSum(own));
            case MULTILABEL_PROBABILITIES -> outside(own, 0, 1);
            case LOG_PROBABILITIES ->
                outside(own, Double.NEGATIVE_INFINITY, 0)
                        .or(() -> otherSum(Arrays.stream(own).map(Math::exp).toArray()));
            case LOGITS, SIGMOID_LOGITS -> softmaxed(own);
            case OTHER -> Optional.empty();
        };
    }

    private static Optional<String> outside(double[] own, double least, double most) {
        return IntStream.range(0, own.length)
                .filter(k -> own[k] < least - ROUNDING || own[k] > most + ROUNDING)
                .mapToObj(k -> String.format(Locale.ROOT, "one of them is %.4g", own[k]))
                .findFirst();
    }

    /** One probability alone is that of yes. */
    private static Optional<String> otherSum(double[] probabilities) {
        double sum = sum(probabilities);
        boolean odd = probabilities.length > 1 && Math.abs(sum - 1) > 10 * ROUNDING;
        return odd
                ? Optional.of(String.format(Locale.ROOT, "as probabilities they add up to %.4g", sum))
                : Optional.empty();
    }

    private static Optional<String> softmaxed(double[] own) {
        double sum = sum(own);
        boolean odd = own.length > 1
                && Math.abs(sum - 1) < SAME_SUM
                && Arrays.stream(own).allMatch(value -> value >= 0 && value <= 1);
        return odd
                ? Optional.of("all lie between 0 and 1 and they add up to 1, as probabilities do")
                : Optional.empty();
    }
}
