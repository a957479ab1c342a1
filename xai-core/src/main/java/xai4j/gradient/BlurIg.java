package xai4j.gradient;

import java.util.ArrayList;
import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.Option;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * Blur integrated gradients (Xu, Venugopalan and Sundararajan 2020): integrated gradients on the way from the blurred image to the image, {@code
 * Σ_k ∂f/∂x((L_k + L_{k+1})/2) · (L_k − L_{k+1})} over pictures L that are ever more blurred. No baseline has to be chosen: what a picture tells only by its
 * finer scales is what is shared out. The attributions sum to the score of the image minus that of the most blurred one, up to the error of the
 * quadrature, which is reported as {@code completeness-gap}; for a function of degree two there is none.
 */
public final class BlurIg extends InputAttribution<BlurIg> {
    /** Pictures on the way. Option {@code steps}, {@code 50} by default; 1 to 10000. */
    public static final Option<Integer> STEPS =
            Option.integer("steps", 50, 1, 10_000, "gradients on the way from the blurred image to the image");

    /** The strongest blur. Option {@code max-sigma}, {@code 0.0} by default; 0.0 to 1000.0. */
    public static final Option<Double> MAX_SIGMA = Option.real(
            "max-sigma",
            0,
            0,
            1000,
            "deviation in pixels of the blur at which the way begins; 0 is 50 for a longer side of 224, and in proportion");

    private static final double SIGMA_PER_SIDE = 50.0 / 224;
    private static final int CHUNK = 8;

    BlurIg(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, STEPS, MAX_SIGMA));
    }

    private BlurIg(Setup<DifferentiableModel> setup) {
        super("blur-ig", setup);
    }

    /** This explainer with another number of steps. */
    public BlurIg steps(int count) {
        return with(STEPS, count);
    }

    /** This explainer with another blur at which the way begins; 0 chooses it by the size of the input. */
    public BlurIg maxSigma(double pixels) {
        return with(MAX_SIGMA, pixels);
    }

    @Override
    protected BlurIg copy(Setup<DifferentiableModel> other) {
        return new BlurIg(other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        int side = Math.max(
                context.image().input().width(), context.image().input().height());
        double strongest = get(MAX_SIGMA) > 0 ? get(MAX_SIGMA) : SIGMA_PER_SIDE * side;
        BlurSequence pictures = new BlurSequence(context.image(), strongest / get(STEPS));
        List<double[]> values = context.zeros();
        float[] sharp = context.x();
        for (int from = 0; from < get(STEPS); from += CHUNK) {
            stopIfInterrupted();
            context.deadline().check(from);
            List<float[]> way = way(pictures, sharp, Math.min(CHUNK, get(STEPS) - from));
            add(context, way, values);
            sharp = way.get(way.size() - 1);
        }
        double[] differences = context.differences(List.of(blurred(context, sharp)));
        return new Attributions(
                values,
                new Completeness(values, differences).diagnostics(Completeness.remedy(model(), "take more steps")));
    }

    private static List<float[]> way(BlurSequence pictures, float[] sharp, int steps) {
        List<float[]> way = new ArrayList<>(List.of(sharp));
        for (int i = 0; i < steps; i++) {
            way.add(pictures.next());
        }
        return way;
    }

    private static void add(AttributionContext context, List<float[]> way, List<double[]> values) {
        context.ask(
                way.size() - 1,
                (i, out) -> {
                    for (int j = 0; j < way.get(i).length; j++) {
                        out.put(j, (way.get(i)[j] + way.get(i + 1)[j]) / 2);
                    }
                },
                (i, t, gradient) -> {
                    double[] sums = values.get(t);
                    for (int j = 0; j < sums.length; j++) {
                        sums[j] += gradient[j] * ((double) way.get(i)[j] - way.get(i + 1)[j]);
                    }
                });
    }

    private static Tensor blurred(AttributionContext context, float[] values) {
        return Tensor.of(context.image().tensor().shape(), values);
    }
}
