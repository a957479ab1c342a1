package xai4j.evaluate.robustness;

import java.util.List;
import java.util.stream.DoubleStream;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.InputNoise;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explainer;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/** The largest, or mean, relative change of the attribution when the image hardly changes: {@code ‖Φ(x + δ) − Φ(x)‖₂ / ‖Φ(x)‖₂}. */
final class Sensitivity extends ConfiguredMetric {
    private static final Option<Double> RADIUS =
            Option.real("radius", 0.02, 0, 1e6, "changes are even in ±radius, in the model's input");
    private static final Option<Integer> SAMPLES = Option.integer(
                    "samples", 10, 1, 1_000_000, "number of changed images")
            .alias("count");

    private final boolean largest;

    Sensitivity(boolean largest) {
        this(largest, Options.of(InputNoise.FILE, RADIUS, SAMPLES, InputNoise.SEED));
    }

    private Sensitivity(boolean largest, Options options) {
        super(
                new MetricCard(
                                largest ? "max-sensitivity" : "average-sensitivity",
                                (largest ? "largest" : "mean")
                                        + " relative change of the attribution when the image changes a little",
                                0,
                                Double.POSITIVE_INFINITY,
                                MetricCard.Better.LOWER,
                                "every explanation that can be made again")
                        .from(largest ? "Yeh et al. 2019" : "Bhatt et al. 2020")
                        .blindTo("a map that is always the same is perfectly stable")
                        .needing(MetricCard.Need.EXPLAINER),
                options,
                largest ? new String[] {"sensitivity-max"} : new String[] {"avg-sensitivity", "sensitivity-average"});
        this.largest = largest;
    }

    @Override
    protected Metric copy(Options other) {
        return new Sensitivity(largest, other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        Explainer<?> explainer = Explaining.again(card(), judged);
        Tensor before = judged.explanation().values().row(judged.target());
        double norm = distance(before, Tensor.zeros(before.shape()));
        if (norm == 0) {
            throw new UndefinedMetricException("every attribution is 0, to which no change is relative");
        }
        List<Tensor> noises = InputNoise.read(options(), judged.image())
                .orElseGet(() -> InputNoise.uniform(judged.image(), get(SAMPLES), get(RADIUS), get(InputNoise.SEED)));
        DoubleStream changes = noises.stream().mapToDouble(noise -> {
            Tensor changed = InputNoise.added(judged.image(), noise, 1);
            Tensor after = explainer
                    .explain(PreparedImage.ofTensor(
                            changed, judged.image().input(), judged.image().preprocessing()))
                    .values()
                    .row(0);
            return distance(after, before) / norm;
        });
        return new Measured((largest ? changes.max() : changes.average()).orElse(Double.NaN));
    }

    private static double distance(Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            throw new UndefinedMetricException("the changed image has other regions, whose values cannot be compared;"
                    + " give the same by --segments or a grid");
        }
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = (double) a.at(i) - b.at(i);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return get(SAMPLES);
    }
}
