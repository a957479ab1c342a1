package xai4j.attention;

import java.util.Arrays;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** Numbers of one attention for one image, {@code [heads, R, T]}: its probabilities, or a gradient with respect to them; R is T for a block. */
final class AttentionMaps {
    private final int heads;
    private final int rows;
    private final int tokens;
    private final float[] values;

    AttentionMaps(int heads, int rows, int tokens, float[] values) {
        this.heads = heads;
        this.rows = rows;
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
        return read(block.probabilities(), tokens, value, what);
    }

    /**
     * Reads what a model gave for one image at the attention that gathers its tokens.
     *
     * @param tokens of the blocks for this image
     * @throws ModelException if a number is not finite
     * @throws IllegalArgumentException if it gathers other tokens for an image of this size
     */
    static AttentionMaps of(Attention.Pooling pooling, int tokens, Tensor value, String what) {
        if (value.shape().dim(-1) != tokens || value.shape().dim(-2) != pooling.queries()) {
            throw new IllegalArgumentException("the attention "
                    + pooling.probabilities().name() + " " + value.shape()
                    + " does not gather the " + tokens + " tokens of the blocks for an image of this size");
        }
        return read(pooling.probabilities(), pooling.queries(), value, what);
    }

    private static AttentionMaps read(Layer layer, int rows, Tensor value, String what) {
        int tokens = value.shape().dim(-1);
        float[] values = value.toArray();
        for (float number : values) {
            if (!Float.isFinite(number)) {
                throw new ModelException("the " + what + " of " + layer.name() + " are not finite");
            }
        }
        return new AttentionMaps(values.length / (rows * tokens), rows, tokens, values);
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
        return new AttentionMaps(heads, rows, tokens, product);
    }

    /** The positive part of each element. */
    AttentionMaps positive() {
        float[] positive = new float[values.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(0, values[i]);
        }
        return new AttentionMaps(heads, rows, tokens, positive);
    }

    /** One matrix {@code [R, T]} out of those of the heads. */
    TokenMatrix fused(HeadFusion fusion) {
        double[] fused = new double[rows * tokens];
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
