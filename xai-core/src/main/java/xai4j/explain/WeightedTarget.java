package xai4j.explain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xai4j.model.ScoreFunction;
import xai4j.model.WeightedScores;

/**
 * A weighted sum of class scores.
 *
 * @param weights by position in the scores
 */
record WeightedTarget(Map<Integer, Double> weights) implements Target {
    static final String PREFIX = "weights:";

    WeightedTarget {
        weights = new TreeMap<>(weights);
        if (weights.values().stream().noneMatch(weight -> weight != 0)
                || !weights.values().stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "a weighted target needs finite weights that are not all 0, not " + weights);
        }
    }

    @Override
    public String text() {
        return PREFIX
                + weights.entrySet().stream()
                        .map(weight -> weight.getKey() + "=" + weight.getValue())
                        .collect(Collectors.joining(","));
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        int classes = context.scores().length;
        weights.keySet().forEach(index -> ClassNames.checked(index, classes));
        String label = weights.entrySet().stream()
                .map(weight -> weight.getValue() + "·" + context.model().spec().label(weight.getKey()))
                .collect(Collectors.joining(" + "));
        return List.of(new WeightedScores(label, weights));
    }
}
