package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricCard.Better;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * What the image loses, or gains, when it shows through the explanation: each pixel in proportion to its positive attribution, the largest of
 * which is 1, and the rest the fill.
 */
final class ConfidenceChange extends ConfiguredMetric {
    private static final Option<Baseline> FILL = RemovalOptions.fill(Baseline.zero());

    private final Kind kind;

    /** What is looked at. */
    enum Kind {
        /** Share of the confidence that is lost, not below 0. */
        DROP,
        /** Whether the confidence rises. */
        INCREASE,
        /** Share of what is missing to 1 that is gained, not below 0. */
        GAIN
    }

    ConfidenceChange(Kind kind) {
        this(kind, Options.of(FILL));
    }

    private ConfidenceChange(Kind kind, Options options) {
        super(card(kind), options, kind == Kind.INCREASE ? new String[] {"increase-in-confidence"} : new String[0]);
        this.kind = kind;
    }

    private static MetricCard card(Kind kind) {
        return switch (kind) {
            case DROP ->
                card(
                        "average-drop",
                        "share of the probability that is lost when the image shows through the explanation",
                        Better.LOWER,
                        "Chattopadhyay et al. 2018 (Grad-CAM++)");
            case INCREASE ->
                card(
                        "average-increase",
                        "1 if the probability rises when the image shows through the explanation, else 0",
                        Better.HIGHER,
                        "Chattopadhyay et al. 2018 (Grad-CAM++)");
            case GAIN ->
                card(
                        "average-gain",
                        "share of what the probability lacks to 1 that it gains when the image shows through the explanation",
                        Better.HIGHER,
                        "Zhang et al. 2023 (Opti-CAM)");
        };
    }

    private static MetricCard card(String name, String meaning, Better better, String paper) {
        return new MetricCard(name, meaning, 0, 1, better, "explanations with numbers for places: maps and regions")
                .from(paper)
                .blindTo("a map that shows everything loses nothing: compare with a map of the whole image");
    }

    @Override
    protected Metric copy(Options other) {
        return new ConfidenceChange(kind, other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        double before = judged.scores().whole(Score.PROBABILITY, judged.scoreIndex());
        double after = judged.scores().images(Score.PROBABILITY, judged.scoreIndex(), List.of(shown(judged)))[0];
        return new Measured(
                switch (kind) {
                    case DROP -> Math.max(0, before - after) / positive(before, "the image's probability is 0");
                    case INCREASE -> after > before ? 1 : 0;
                    case GAIN ->
                        Math.max(0, after - before)
                                / positive(1 - before, "the image's probability is 1, so that none can be gained");
                });
    }

    private static double positive(double value, String otherwise) {
        if (!(value > 0)) {
            throw new UndefinedMetricException(otherwise);
        }
        return value;
    }

    private Tensor shown(Judged judged) {
        double[] pixels = judged.pixels();
        double largest = Arrays.stream(pixels).max().orElse(0);
        if (!(largest > 0)) {
            throw new UndefinedMetricException("no attribution is positive, so that nothing would be shown");
        }
        Tensor fill = judged.scores().pictures(get(FILL)).get(0);
        Tensor whole = judged.image().tensor();
        Tensor shown = fill.copy();
        PixelPlanes planes = PixelPlanes.of(judged.image());
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            double weight = Math.max(0, pixels[pixel]) / largest;
            for (int channel = 0; channel < planes.channels(); channel++) {
                int at = planes.index(channel, pixel);
                shown.set(at, (float) (fill.at(at) + weight * (whole.at(at) - fill.at(at))));
            }
        }
        return shown;
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return 2;
    }
}
