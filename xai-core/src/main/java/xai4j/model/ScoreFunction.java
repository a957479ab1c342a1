package xai4j.model;

import java.util.OptionalDouble;

/**
 * A number made of a model's scores for one image, with its derivative: what is explained where that is not the score of one class.
 *
 * <p>Implementations are immutable and give the same number for the same scores.
 */
public interface ScoreFunction {
    /** A name for people, as {@code dog − cat}. */
    String label();

    /**
     * The number.
     *
     * @param scores of one image {@code [K]}, of the kind that is explained; the caller's, neither to be kept nor to be changed
     */
    double value(float[] scores);

    /**
     * Adds {@code factor · ∂value/∂scores} to a row of weights.
     *
     * @param scores of one image {@code [K]}; not looked at by functions that are {@link #isLinear linear}
     * @param weights {@code [K]}
     */
    void addGradient(float[] scores, float factor, float[] weights);

    /**
     * The value from which on something is true: that a class lies before another, that an object is detected. Empty where the number says
     * nothing of the kind.
     */
    default OptionalDouble border() {
        return OptionalDouble.empty();
    }

    /** Whether the derivative is the same whatever the scores are, which saves a pass. */
    default boolean isLinear() {
        return false;
    }
}
