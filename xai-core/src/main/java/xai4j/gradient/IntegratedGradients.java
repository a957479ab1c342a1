package xai4j.gradient;

import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.explain.Option;
import xai4j.explain.TimeLimitException;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * Integrated gradients (Sundararajan et al. 2017): the mean gradient on the straight way from a baseline to the image,
 * times the way. The attributions sum to the difference of the scores, up to the error of the quadrature, which is
 * reported as {@code completeness-gap}. By default there are 50 steps, doubled until at most 1 % of that difference is missing; with a given
 * number of steps a verdict says where more is.
 */
public final class IntegratedGradients extends InputAttribution<IntegratedGradients> {
    /** Gradients per baseline. Option {@code steps}, {@code 0} by default; 0 to 100000. */
    public static final Option<Integer> STEPS = Option.integer(
            "steps",
            0,
            0,
            100_000,
            "gradients per baseline; 0 begins with 50, doubled until at most 1 % of the score difference is missing or there are 1600");
    /**
     * How the integral is approximated. Option {@code rule}, {@code gauss-legendre} by default; riemann-left,
     * riemann-right, riemann-middle, riemann-trapezoid, gauss-legendre.
     */
    public static final Option<Quadrature> RULE = Option.choice(
                    "rule", Quadrature.GAUSS_LEGENDRE, "how the integral is approximated")
            .alias("quadrature");
    /** Where the way begins. Option {@code baseline}, {@code zero} by default. */
    public static final Option<Baseline> BASELINE = BaselineOption.baseline(Baseline.zero(), "where the way begins");
    /**
     * Share of the score difference that may be missing before the steps are doubled. Option {@code max-gap}, {@code
     * 0.0} by default; 0.0 to 1.0.
     */
    public static final Option<Double> MAX_GAP = Option.real(
            "max-gap",
            0.0,
            0,
            1,
            "double the steps until the gap is below this share of the score difference; 0 leaves it to the steps");

    private static final String NO_TIME = "max-seconds kept it from taking more steps";
    private static final int FIRST_STEPS = 50;
    private static final int MOST_STEPS = 6400;
    private static final int MOST_STEPS_UNASKED = 1600;

    /** Of a gap that more steps do not close at least so much stays. */
    private static final double HARDLY_LESS = 0.75;

    /** The part of the score difference that may be missing without a word. */
    private static final double STATED_GAP = 0.01;

    IntegratedGradients(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, STEPS, RULE, BASELINE, MAX_GAP));
    }

    private IntegratedGradients(Setup<DifferentiableModel> setup) {
        super("integrated-gradients", setup);
    }

    /** This explainer with exactly so many steps, unless a gap is given too; 0 leaves them to the gap. */
    public IntegratedGradients steps(int count) {
        return with(STEPS, count);
    }

    /** This explainer with another quadrature. */
    public IntegratedGradients rule(Quadrature rule) {
        return with(RULE, rule);
    }

    /** This explainer with another baseline. */
    public IntegratedGradients baseline(Baseline baseline) {
        return with(BASELINE, baseline);
    }

    /** This explainer, doubling its steps until the gap is small enough. */
    public IntegratedGradients maxGap(double share) {
        return with(MAX_GAP, share);
    }

    @Override
    protected IntegratedGradients copy(Setup<DifferentiableModel> other) {
        return new IntegratedGradients(other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<Tensor> baselines = get(BASELINE).checkedImages(context.image(), 0);
        double[] differences = context.differences(baselines);
        int steps = get(STEPS) > 0 ? get(STEPS) : FIRST_STEPS;
        Completeness found = new Completeness(integrate(context, baselines, steps), differences);
        double before = context.deadline().elapsed();
        while (found.worst() > wantedGap() && 2 * steps <= mostSteps()) {
            double start = context.deadline().elapsed();
            double missing = found.worst();
            if (!context.deadline().allows(2 * before)) {
                return answer(found, steps, NO_TIME);
            }
            try {
                found = new Completeness(integrate(context, baselines, 2 * steps), differences);
            } catch (TimeLimitException e) {
                // slower than it was before
                return answer(found, steps, NO_TIME);
            }
            before = context.deadline().elapsed() - start;
            steps *= 2;
            if (Completeness.isHeld(model()) && found.worst() > HARDLY_LESS * missing) {
                break;
            }
        }
        return answer(found, steps, Completeness.remedy(model(), "take more steps, or let steps=0 choose them"));
    }

    private static Attributions answer(Completeness found, int steps, String remedy) {
        return new Attributions(
                found.values(), found.diagnostics(remedy, STATED_GAP).with("steps", steps));
    }

    /** The gap above which steps are doubled; infinite when they are not. */
    private double wantedGap() {
        if (get(MAX_GAP) > 0) {
            return get(MAX_GAP);
        }
        return get(STEPS) == 0 ? STATED_GAP : Double.POSITIVE_INFINITY;
    }

    private int mostSteps() {
        return get(MAX_GAP) > 0 ? MOST_STEPS : MOST_STEPS_UNASKED;
    }

    private List<double[]> integrate(AttributionContext context, List<Tensor> baselines, int steps) {
        Quadrature.Nodes nodes = get(RULE).nodes(steps, () -> context.deadline().check(0));
        List<double[]> values = context.zeros();
        float[] x = context.x();
        for (Tensor baseline : baselines) {
            float[] from = baseline.toArray();
            List<double[]> means = context.zeros();
            context.ask(
                    steps,
                    (i, out) -> {
                        for (int j = 0; j < x.length; j++) {
                            out.put(j, (float) (from[j] + nodes.at(i) * (x[j] - from[j])));
                        }
                    },
                    (i, t, gradient) -> {
                        for (int j = 0; j < x.length; j++) {
                            means.get(t)[j] += nodes.weight(i) * gradient[j];
                        }
                    });
            for (int t = 0; t < values.size(); t++) {
                for (int j = 0; j < x.length; j++) {
                    values.get(t)[j] += means.get(t)[j] * (x[j] - from[j]) / baselines.size();
                }
            }
        }
        return values;
    }
}
