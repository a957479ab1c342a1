package xai4j.model;

/**
 * Which LRP rule applies to the first convolution, the other convolutions, and the fully connected layers.
 *
 * @param first rule of the first linear layer
 * @param convolution rule of all other convolutions
 * @param dense rule of fully connected layers
 */
public record LrpComposite(Rule first, Rule convolution, Rule dense) {
    /** One redistribution rule; the formulas are those of Montavon et al. 2019 and of zennit 0.5. */
    public sealed interface Rule {
        /** R = a · Wᵀ(R / (z + ε·sign z)). */
        record Epsilon(double epsilon) implements Rule {}

        /** Only positive contributions share the relevance. */
        record ZPlus(double epsilon) implements Rule {}

        /** Positive contributions weigh α, negative ones β, α − β = 1. */
        record AlphaBeta(double alpha, double beta, double epsilon) implements Rule {}

        /** Positive weights are favoured by γ; generalised to inputs and outputs of any sign. */
        record Gamma(double gamma, double epsilon) implements Rule {}

        /** Relevance is spread evenly over the receptive field. */
        record Flat(double epsilon) implements Rule {}

        /** For bounded inputs (pixels): low and high are the bounds in the model's input space. */
        record ZBox(double low, double high, double epsilon) implements Rule {}
    }

    /** The usual stabiliser. */
    public static final double EPSILON = 1e-6;

    /** Epsilon rule everywhere. */
    public static LrpComposite epsilon(double epsilon) {
        return new LrpComposite(new Rule.Epsilon(epsilon), new Rule.Epsilon(epsilon), new Rule.Epsilon(epsilon));
    }

    /** Epsilon for dense layers, z⁺ for convolutions. */
    public static LrpComposite epsilonPlus() {
        return new LrpComposite(new Rule.ZPlus(EPSILON), new Rule.ZPlus(EPSILON), new Rule.Epsilon(EPSILON));
    }

    /** Epsilon for dense layers, z⁺ for convolutions, flat for the first: the usual composite for images. */
    public static LrpComposite epsilonPlusFlat() {
        return new LrpComposite(new Rule.Flat(EPSILON), new Rule.ZPlus(EPSILON), new Rule.Epsilon(EPSILON));
    }

    /** Epsilon for dense layers, α2β1 for convolutions. */
    public static LrpComposite epsilonAlpha2Beta1() {
        Rule rule = new Rule.AlphaBeta(2, 1, EPSILON);
        return new LrpComposite(rule, rule, new Rule.Epsilon(EPSILON));
    }

    /** Epsilon for dense layers, γ = 0.25 for convolutions, z-box for the first. */
    public static LrpComposite epsilonGammaBox(double low, double high) {
        return new LrpComposite(
                new Rule.ZBox(low, high, EPSILON), new Rule.Gamma(0.25, EPSILON), new Rule.Epsilon(EPSILON));
    }
}
