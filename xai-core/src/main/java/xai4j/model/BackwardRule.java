package xai4j.model;

import xai4j.tensor.Tensor;

/** How relevance flows back through a network; everything but {@link Gradient} replaces the derivative of some operators. */
public sealed interface BackwardRule {
    /** The ordinary derivative. */
    BackwardRule GRADIENT = new Gradient();

    /** The ordinary derivative. */
    record Gradient() implements BackwardRule {}

    /** Guided backpropagation (Springenberg et al. 2015): at a ReLU only positive signal passes, where its input was positive. */
    record Guided() implements BackwardRule {}

    /** Deconvnet (Zeiler and Fergus 2014): at a ReLU only positive signal passes, whatever its input was. */
    record Deconvnet() implements BackwardRule {}

    /**
     * DeepLIFT's rescale rule (Shrikumar et al. 2017): at a non-linearity the multiplier is the change of the output over
     * the change of the input between image and baseline, and the derivative where the input hardly changes. The result
     * at a layer is the multiplier; the contribution is multiplier × (value − baseline value).
     *
     * @param baseline one image, or one per image of the batch, in the model's layout with batch axis
     */
    record DeepLift(Tensor baseline) implements BackwardRule {
        /** The baseline becomes read-only. */
        public DeepLift {
            baseline = baseline.asReadOnly();
        }
    }

    /**
     * Layer-wise relevance propagation (Bach et al. 2015) with one rule for each role a layer can have; the result at a
     * layer is its relevance. BatchNormalization is folded into the convolution before it.
     */
    record Lrp(LrpComposite composite) implements Relevance {}

    /**
     * Layer-wise relevance propagation for attention (AttnLRP, Achtibat et al. 2024): softmax by its Taylor expansion, of a product of two
     * activations half to each, through a normalisation's division unchanged, and the epsilon rule elsewhere; the result at a layer is its
     * relevance.
     *
     * @param epsilon stabiliser
     */
    record AttentionLrp(double epsilon) implements Relevance {}

    /** The rules whose result at a layer is a relevance, to be shared out, and no slope. */
    sealed interface Relevance extends BackwardRule {}
}
