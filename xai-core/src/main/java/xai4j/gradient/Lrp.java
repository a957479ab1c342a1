package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.LrpComposite;

/**
 * Layer-wise relevance propagation (Bach et al. 2015; composites as in Montavon et al. 2019).
 *
 * <p>The relevance that starts at the class is its score, so that attributions sum to the score less what biases absorb;
 * {@code start=one-hot} starts from one, as zennit does. The measure {@code relevance-kept} is the share that arrives.
 */
public final class Lrp extends InputAttribution<Lrp> {
    /**
     * Rules per kind of layer. Option {@code composite}, {@code epsilon} by default; epsilon, epsilon-plus,
     * epsilon-plus-flat, epsilon-alpha2-beta1, epsilon-gamma-box.
     */
    public static final Option<Composite> COMPOSITE =
            Option.choice("composite", Composite.EPSILON, "rules per kind of layer");
    /** Stabiliser of the epsilon composite. Option {@code epsilon}, {@code 1.0E-6} by default; 0.0 to 1000000.0. */
    public static final Option<Double> EPSILON =
            Option.real("epsilon", LrpComposite.EPSILON, 0, 1e6, "stabiliser of the composite epsilon");
    /** Lower bound of the input for the z-box rule. Option {@code low}, {@code NaN} by default. */
    public static final Option<Double> LOW = Option.real(
            "low",
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "smallest input value, for the z-box rule; black when not set");
    /** Upper bound of the input for the z-box rule. Option {@code high}, {@code NaN} by default. */
    public static final Option<Double> HIGH = Option.real(
            "high",
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "largest input value, for the z-box rule; white when not set");
    /** The relevance at the class. Option {@code start}, {@code score} by default; score, one-hot. */
    public static final Option<Start> START = Option.choice("start", Start.SCORE, "relevance at the class");

    /** The usual composites. */
    public enum Composite {
        /** Epsilon everywhere. */
        EPSILON,
        /** Epsilon for dense layers, z⁺ for convolutions. */
        EPSILON_PLUS,
        /** The same with the flat rule for the first layer. */
        EPSILON_PLUS_FLAT,
        /** Epsilon for dense layers, α2β1 for convolutions. */
        EPSILON_ALPHA2_BETA1,
        /** Epsilon for dense layers, γ for convolutions, z-box for the first. */
        EPSILON_GAMMA_BOX
    }

    /** The relevance at the class. */
    public enum Start {
        /** The class's score. */
        SCORE,
        /** One. */
        ONE_HOT
    }

    Lrp(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, COMPOSITE, EPSILON, LOW, HIGH, START));
    }

    private Lrp(Setup<DifferentiableModel> setup) {
        super("lrp-epsilon", setup);
    }

    /** This explainer with another composite. */
    public Lrp composite(Composite composite) {
        return with(COMPOSITE, composite);
    }

    /** This explainer with another relevance at the class. */
    public Lrp start(Start start) {
        return with(START, start);
    }

    @Override
    protected Lrp copy(Setup<DifferentiableModel> other) {
        return new Lrp(other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(new BackwardRule.Lrp(rules(image)));
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<double[]> values = context.zeros();
        double[] starts = context.targets().stream()
                .mapToDouble(target -> get(START) == Start.SCORE ? target.score() : 1)
                .toArray();
        context.ask(new BackwardRule.Lrp(rules(context.image())), (i, t, relevance) -> {
            for (int j = 0; j < relevance.length; j++) {
                values.get(t)[j] = relevance[j] * starts[t];
            }
        });
        List<String> labels =
                context.targets().stream().map(ExplainedTarget::label).toList();
        return new Attributions(values, Conservation.of(values, starts, labels, " (another composite may keep more)"));
    }

    private LrpComposite rules(PreparedImage image) {
        LrpComposite box = box(image);
        return switch (get(COMPOSITE)) {
            case EPSILON -> LrpComposite.epsilon(get(EPSILON));
            case EPSILON_PLUS -> LrpComposite.epsilonPlus();
            case EPSILON_PLUS_FLAT -> LrpComposite.epsilonPlusFlat();
            case EPSILON_ALPHA2_BETA1 -> LrpComposite.epsilonAlpha2Beta1();
            case EPSILON_GAMMA_BOX -> box;
        };
    }

    /** Bounds of the input: those that were set, else what black and white become. */
    private LrpComposite box(PreparedImage image) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < image.input().channels(); c++) {
            low = Math.min(low, image.preprocessing().normalise(c, 0));
            high = Math.max(high, image.preprocessing().normalise(c, 255));
        }
        low = Double.isNaN(get(LOW)) ? low : get(LOW);
        high = Double.isNaN(get(HIGH)) ? high : get(HIGH);
        if (!(low < high)) {
            throw new IllegalArgumentException("option low " + low + " is not below option high " + high);
        }
        return LrpComposite.epsilonGammaBox(low, high);
    }
}
