package xai4j.model;

import xai4j.tensor.Tensor;

/**
 * The end of a network that pools feature maps and maps them linearly to logits: {@code logit_k = bias_k + Σ_c weights_kc
 * · pool(A_c)}.
 *
 * @param features the spatial layer that is pooled
 * @param pooling how each channel becomes one number
 * @param weights {@code [K, C]}; the identity when the feature maps already are class maps
 * @param bias {@code [K]}
 */
public record LinearHead(Layer features, Pooling pooling, Tensor weights, Tensor bias) {
    /** Weights and bias become read-only. */
    public LinearHead {
        weights = weights.asReadOnly();
        bias = bias.asReadOnly();
    }

    /** How a channel's map becomes one number. */
    public enum Pooling {
        /** Mean over all positions. */
        AVERAGE,
        /** Sum over all positions. */
        SUM,
        /** Maximum over all positions. */
        MAX
    }
}
