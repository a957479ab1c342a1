package xai4j.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import xai4j.model.ScoreFunction;

/**
 * Classes against those most like them (Finer-CAM, Zhang et al. 2025): per class c the score {@code s_c − α Σ_d q_d s_d} over the classes d
 * with the scores nearest to that of c, where q is the softmax over them.
 *
 * @param of the classes that are asked for
 * @param count how many classes each is held against
 * @param strength α
 */
public record FinerTarget(Target of, int count, double strength) implements Target {
    static final String PREFIX = "finer:";
    private static final Pattern TEXT = Pattern.compile("finer:(\\d{1,6})(?:\\*([0-9.eE+-]+))?(?::(.+))?");

    /** Checks the numbers. */
    public FinerTarget {
        if (count < 1 || !(strength >= 0) || Double.isInfinite(strength)) {
            throw new IllegalArgumentException(
                    "a finer target needs a positive number of classes and a strength of at least 0, not " + count
                            + " and " + strength);
        }
    }

    static FinerTarget parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "target \"" + text + "\": write " + PREFIX + "3, or " + PREFIX + "3:LABEL");
        }
        Target of = parts.group(3) == null ? Target.predicted() : TargetText.parse(parts.group(3));
        double strength = parts.group(2) == null ? 1 : Double.parseDouble(parts.group(2));
        return new FinerTarget(of, Integer.parseInt(parts.group(1)), strength);
    }

    @Override
    public String text() {
        return PREFIX
                + count
                + (strength == 1 ? "" : "*" + strength)
                + (of.equals(Target.predicted()) ? "" : ":" + of.text());
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        context.requireScores(this);
        float[] scores = context.scores();
        if (scores.length <= count) {
            throw new IllegalArgumentException(
                    "the model has " + scores.length + " classes; a class cannot be held against " + count + " others");
        }
        List<ScoreFunction> functions = new ArrayList<>();
        for (int index : of.resolve(scores, context.labels())) {
            List<Integer> nearest = IntStream.range(0, scores.length)
                    .boxed()
                    .filter(other -> other != index)
                    .sorted(Comparator.comparingDouble(other -> Math.abs(scores[other] - scores[index])))
                    .limit(count)
                    .toList();
            functions.add(new Finer(context.model().spec().label(index), index, nearest, strength));
        }
        return functions;
    }

    /** One class against others. */
    private record Finer(String name, int index, List<Integer> others, double strength) implements ScoreFunction {
        @Override
        public String label() {
            return String.format(Locale.ROOT, "%s against %d like it", name, others.size());
        }

        @Override
        public double value(float[] scores) {
            double[] shares = shares(scores);
            return scores[index] - strength * mean(scores, shares);
        }

        @Override
        public void addGradient(float[] scores, float factor, float[] weights) {
            double[] shares = shares(scores);
            double mean = mean(scores, shares);
            weights[index] += factor;
            for (int i = 0; i < others.size(); i++) {
                double slope = shares[i] * (1 + scores[others.get(i)] - mean);
                weights[others.get(i)] -= (float) (factor * strength * slope);
            }
        }

        /** Before those like it, where these weigh as much. */
        @Override
        public OptionalDouble border() {
            return strength == 1 ? OptionalDouble.of(0) : OptionalDouble.empty();
        }

        private double mean(float[] scores, double[] shares) {
            double sum = 0;
            for (int i = 0; i < others.size(); i++) {
                sum += shares[i] * scores[others.get(i)];
            }
            return sum;
        }

        private double[] shares(float[] scores) {
            double most = Double.NEGATIVE_INFINITY;
            for (int other : others) {
                most = Math.max(most, scores[other]);
            }
            double[] shares = new double[others.size()];
            double sum = 0;
            for (int i = 0; i < shares.length; i++) {
                shares[i] = Math.exp(scores[others.get(i)] - most);
                sum += shares[i];
            }
            for (int i = 0; i < shares.length; i++) {
                shares[i] /= sum;
            }
            return shares;
        }
    }
}
