package xai4j.attribution;

import java.util.List;
import java.util.Optional;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The flow that all input attributions share. The explanation's values are {@code [T, C, H, W]}, channels in the order of
 * the model's input, whatever its layout.
 *
 * @param <S> the method itself
 */
public abstract class InputAttribution<S extends InputAttribution<S>>
        extends ConfiguredExplainer<DifferentiableModel, SaliencyMap, S> {
    /** Which score is explained. Option {@code score}, {@code logit} by default; logit, probability, output. */
    public static final Option<Score> SCORE =
            Option.choice("score", Score.LOGIT, "number of the class that is explained");
    /** Gradients that are computed at once. Option {@code batch-size}, {@code 8} by default; 1 to 4096. */
    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch-size", 8, 1, 4096, "gradients that are computed at once");

    /** Makes the explainer of a method's name. */
    protected InputAttribution(String method, Setup<DifferentiableModel> setup) {
        super(method, setup);
    }

    /** This explainer for another score. */
    public final S score(Score score) {
        return with(SCORE, score);
    }

    /** This explainer with another batch size; the numbers stay the same. */
    public final S batchSize(int images) {
        return with(BATCH_SIZE, images);
    }

    @Override
    protected final Score score() {
        return get(SCORE);
    }

    /** What a method finds. */
    protected abstract Attributions attribute(AttributionContext context);

    /**
     * The rule under which a method asks at the image itself and nowhere else; then the predicted class is explained in
     * one pass.
     */
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.empty();
    }

    @Override
    protected final SaliencyMap explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        BatchedGradients questions = new BatchedGradients(model(), get(SCORE), get(BATCH_SIZE), progress(), deadline());
        Optional<Gradients> once = get(TARGET).equals(Target.predicted())
                ? soleRule(image).map(rule -> questions.askTop(image.batch(), rule))
                : Optional.empty();
        float[] scores = once.map(answer -> Scores.requireFinite(
                                answer.scores(), model().spec().name())
                        .row(0)
                        .toArray())
                .orElseGet(() -> questions.scores(List.of(image.tensor()))[0]);
        List<ExplainedTarget> targets = resolveTargets(scores);
        AttributionContext context = new AttributionContext(
                image, targets, scores.length, questions, once.map(answer -> questions.gradient(answer, 0)));
        Attributions found = attribute(context);
        return new SaliencyMap(
                shown(targets, image.mapping()),
                channelsFirst(image, found.values()),
                image.input().height(),
                image.input().width(),
                image.mapping(),
                provenance(image, scores, get(SCORE), questions.evaluations(), start),
                verdicts(found, targets));
    }

    private static Diagnostics verdicts(Attributions found, List<ExplainedTarget> targets) {
        Diagnostics diagnostics = found.diagnostics();
        for (int t = 0; t < targets.size(); t++) {
            double largest = 0;
            for (double value : found.values().get(t)) {
                largest = Math.max(largest, Math.abs(value));
            }
            if (largest == 0) {
                diagnostics = diagnostics.with(targets.get(t).label() + ": the attribution is zero everywhere");
            }
        }
        return diagnostics;
    }

    private static Tensor channelsFirst(PreparedImage image, List<double[]> values) {
        PixelPlanes planes = PixelPlanes.of(image);
        int channels = planes.channels();
        int area = planes.area();
        Tensor result = Tensor.zeros(Shape.of(values.size(), channels, planes.height(), planes.width()));
        for (int t = 0; t < values.size(); t++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < area; i++) {
                    double value = values.get(t)[planes.index(c, i)];
                    result.set((t * channels + c) * area + i, (float) value);
                }
            }
        }
        return result;
    }

    /**
     * Per target a value for each input value, in the model's layout.
     *
     * @param values per target
     * @param diagnostics what was measured
     */
    public record Attributions(List<double[]> values, Diagnostics diagnostics) {
        public static Attributions of(List<double[]> values) {
            return new Attributions(values, Diagnostics.NONE);
        }
    }
}
