package xai4j.coalition.scoring;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.model.ModelException;

/** Stops a run whose model returned scores that are no numbers, and says for which perturbed images. */
public final class FiniteScores {
    private static final int NAMED = 5;

    private FiniteScores() {}

    /**
     * Checks scores.
     *
     * @param model how the message calls the model
     * @param scores {@code [rows, T]}
     * @param targets number of targets T
     * @param kind what the rows are: {@code masks}, {@code windows}
     * @param number number of a row, for the message
     * @param detail what the first bad row shows, for the message; empty is nothing
     * @return the scores
     * @throws ModelException if one of them is not finite; the message says how many rows are concerned and which
     */
    public static double[] require(
            String model,
            double[] scores,
            int targets,
            String kind,
            IntFunction<Integer> number,
            IntFunction<String> detail) {
        int rows = scores.length / targets;
        int[] bad = IntStream.range(0, rows)
                .filter(row -> !Arrays.stream(scores, row * targets, (row + 1) * targets)
                        .allMatch(Double::isFinite))
                .toArray();
        if (bad.length == 0) {
            return scores;
        }
        String named = IntStream.of(bad)
                .limit(NAMED)
                .mapToObj(row -> number.apply(row).toString())
                .collect(Collectors.joining(", "));
        throw new ModelException(model + " returned scores that are not finite for " + bad.length + " of " + rows + " "
                + kind + ": number "
                + named + (bad.length > NAMED ? ", …" : "") + detail.apply(bad[0])
                + "; look at the model's output for such a picture, or choose another fill");
    }
}
