package xai4j.model;

import java.util.Arrays;

/**
 * How alike a model's output is to a reference, both read as vectors: {@code ⟨s, r⟩ / (|s| |r|)} or {@code ⟨s, r⟩}. The cosine of a
 * zero vector is 0, with derivative 0.
 */
public final class EmbeddingLikeness implements ScoreFunction {
    private static final String COSINE = "cosine similarity";
    private static final String DOT = "dot product";

    private final float[] reference;
    private final boolean cosine;

    private EmbeddingLikeness(float[] reference, boolean cosine) {
        this.reference = reference.clone();
        this.cosine = cosine;
    }

    /** The cosine of the angle to a reference {@code [K]}, in [−1, 1]. */
    public static EmbeddingLikeness cosine(float[] reference) {
        return new EmbeddingLikeness(reference, true);
    }

    /** The inner product with a reference {@code [K]}. */
    public static EmbeddingLikeness dot(float[] reference) {
        return new EmbeddingLikeness(reference, false);
    }

    @Override
    public String label() {
        return cosine ? COSINE : DOT;
    }

    @Override
    public double value(float[] scores) {
        double product = product(scores, reference);
        if (!cosine) {
            return product;
        }
        double norms = Math.sqrt(product(scores, scores)) * Math.sqrt(product(reference, reference));
        return norms > 0 ? product / norms : 0;
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        if (!cosine) {
            for (int k = 0; k < weights.length; k++) {
                weights[k] += factor * reference[k];
            }
            return;
        }
        double square = product(scores, scores);
        double norms = Math.sqrt(square) * Math.sqrt(product(reference, reference));
        if (norms == 0) {
            return;
        }
        double likeness = product(scores, reference) / norms;
        for (int k = 0; k < weights.length; k++) {
            weights[k] += (float) (factor * (reference[k] / norms - likeness * scores[k] / square));
        }
    }

    @Override
    public boolean isLinear() {
        return !cosine;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingLikeness same
                && cosine == same.cosine
                && Arrays.equals(reference, same.reference);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(reference);
    }
}
