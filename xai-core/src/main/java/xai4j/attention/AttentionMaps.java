package xai4j.attention;

import java.util.Arrays;
import xai4j.model.Attention;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** Numbers of one block for one image, {@code [heads, T, T]}: its attention probabilities, or a gradient with respect to them. */
final class AttentionMaps {
    private final int heads;
    private final int tokens;
    private final float[] values;

    AttentionMaps(int heads, int tokens, float[] values) {
        this.heads = heads;
        this.tokens = tokens;
        this.values = values;
    }

    /**
     * Reads what a model gave for one image.
     *
     * @throws ModelException if a number is not finite
     * @throws IllegalArgumentException if it is no attention between the same tokens for an image of this size
     */
    static AttentionMaps of(Attention.Block block, Tensor value, String what) {
        int tokens = value.shape().dim(-1);
        if (value.shape().dim(-2) != tokens || value.size() % (tokens * tokens) != 0) {
            throw new IllegalArgumentException("the attention "
                    + block.probabilities().name() + " " + value.shape()
                    + " is not between the same tokens for an image of this size");
        }
        float[] values = value.toArray();
        for (float number : values) {
            if (!Float.isFinite(number)) {
                throw new ModelException(
                        "the " + what + " of " + block.probabilities().name() + " are not finite");
            }
        }
        return new AttentionMaps(values.length / (tokens * tokens), tokens, values);
    }

    int tokens() {
        return tokens;
    }

    /** The positive part of each element, times its likeness in another block of numbers. */
    AttentionMaps positiveProduct(AttentionMaps other) {
        float[] product = new float[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = Math.max(0, values[i] * other.values[i]);
        }
        return new AttentionMaps(heads, tokens, product);
    }

    /** The positive part of each element. */
    AttentionMaps positive() {
        float[] positive = new float[values.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(0, values[i]);
        }
        return new AttentionMaps(heads, tokens, positive);
    }

    /** One matrix {@code [T, T]} out of those of the heads. */
    TokenMatrix fused(HeadFusion fusion) {
        double[] fused = new double[tokens * tokens];
        Arrays.fill(fused, fusion.start());
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < fused.length; i++) {
                fused[i] = fusion.next(fused[i], values[head * fused.length + i]);
            }
        }
        if (fusion == HeadFusion.MEAN) {
            for (int i = 0; i < fused.length; i++) {
                fused[i] /= heads;
            }
        }
        return new TokenMatrix(tokens, fused);
    }
}
