package xai4j.model;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A weighted sum of class scores, {@code Σ_k w_k · s_k}: a difference of two classes, or what several have in common.
 *
 * @param label a name for people
 * @param weights weight per class index; classes left out weigh nothing
 */
public record WeightedScores(String label, Map<Integer, Double> weights) implements ScoreFunction {
    private static final double BALANCED = 1e-9;

    /** Copies the weights, in order of the classes. */
    public WeightedScores {
        weights = Collections.unmodifiableMap(new TreeMap<>(weights));
    }

    @Override
    public double value(float[] scores) {
        double sum = 0;
        for (Map.Entry<Integer, Double> weight : weights.entrySet()) {
            sum += weight.getValue() * scores[weight.getKey()];
        }
        return sum;
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] into) {
        weights.forEach((index, weight) -> into[index] += (float) (factor * weight));
    }

    /** 0 for what is held against each other: weights that add up to nothing. */
    @Override
    public OptionalDouble border() {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return Math.abs(sum) < BALANCED ? OptionalDouble.of(0) : OptionalDouble.empty();
    }

    @Override
    public boolean isLinear() {
        return true;
    }
}
