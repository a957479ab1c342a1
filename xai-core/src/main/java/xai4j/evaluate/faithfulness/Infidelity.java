package xai4j.evaluate.faithfulness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.InputNoise;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MaskedScores;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.SaliencyMap;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * How far the attribution is from foretelling what perturbations do (Yeh et al. 2019): the mean over perturbations I of {@code (Iᵀ a − (f(x) −
 * f(x − I)))²}. Normalised, a is first multiplied by the factor that fits best, {@code Σ (Iᵀa)(Δf) / Σ (Iᵀa)²}.
 *
 * <p>A map with one number per pixel gives each of the channels an equal part of it.
 */
final class Infidelity extends ConfiguredMetric {
    private static final Option<Double> DEVIATION = Option.real(
            "deviation", 0.2, 0, 1e6, "standard deviation of the Gaussian perturbations, in the model's input");
    private static final Option<Integer> SAMPLES = Option.integer(
                    "samples", 100, 1, 1_000_000, "number of perturbations")
            .alias("count");
    private static final Option<Score> SCORE = MaskedScores.option(Score.LOGIT);
    private static final Option<Boolean> NORMALIZE = Option.flag(
                    "normalize", false, "whether the attribution is scaled first by the factor that fits best")
            .alias("normalise", "normalized");

    private final boolean normalized;

    Infidelity(boolean normalized) {
        this(normalized, Options.of(InputNoise.FILE, DEVIATION, SAMPLES, InputNoise.SEED, SCORE, NORMALIZE));
    }

    private Infidelity(boolean normalized, Options options) {
        super(
                new MetricCard(
                                normalized ? "infidelity-normalized" : "infidelity",
                                "mean squared error of what the attribution foretells of perturbations"
                                        + (normalized ? ", once it has the scale that fits best" : ""),
                                0,
                                Double.POSITIVE_INFINITY,
                                MetricCard.Better.LOWER,
                                "explanations with numbers for places: maps and regions")
                        .from("Yeh et al. 2019")
                        .blindTo(
                                normalized
                                        ? "a map that foretells nothing scores as the variance of the changes"
                                        : "the scale of the map decides: a map of zeros can beat one of the wrong scale"),
                options,
                normalized ? new String[] {"infidelity-normalised"} : new String[0]);
        this.normalized = normalized;
    }

    @Override
    protected Metric copy(Options other) {
        return new Infidelity(normalized, other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        PixelPlanes planes = PixelPlanes.of(judged.image());
        double[] attribution = perValue(judged, planes);
        List<Tensor> perturbations = InputNoise.read(options(), judged.image())
                .orElseGet(() -> InputNoise.normal(judged.image(), get(SAMPLES), get(DEVIATION), get(InputNoise.SEED)));
        List<Tensor> changed = new ArrayList<>();
        perturbations.forEach(noise -> changed.add(InputNoise.added(judged.image(), noise, -1)));
        double whole = judged.scores().whole(get(SCORE), judged.scoreIndex());
        double[] scores = judged.scores().images(get(SCORE), judged.scoreIndex(), changed);
        double[] foretold = perturbations.stream()
                .mapToDouble(noise -> IntStream.range(0, attribution.length)
                        .mapToDouble(i -> attribution[i] * noise.at(i))
                        .sum())
                .toArray();
        return new Measured(error(foretold, whole, scores));
    }

    private double error(double[] foretold, double whole, double[] scores) {
        double cross = 0;
        double squares = 0;
        for (int i = 0; i < scores.length; i++) {
            cross += foretold[i] * (whole - scores[i]);
            squares += foretold[i] * foretold[i];
        }
        boolean scaled = normalized || get(NORMALIZE);
        if (scaled && squares == 0) {
            throw new UndefinedMetricException("the attribution foretells 0 of every perturbation and has no scale");
        }
        double factor = scaled ? cross / squares : 1;
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double error = factor * foretold[i] - (whole - scores[i]);
            sum += error * error;
        }
        return sum / scores.length;
    }

    /** The attribution of each value of the input, where it lies in the input. */
    private static double[] perValue(Judged judged, PixelPlanes planes) {
        double[] values = new double[judged.image().tensor().size()];
        if (judged.explanation() instanceof SaliencyMap map
                && map.values().shape().rank() == 4
                && map.values().row(judged.target()).size() == values.length) {
            Tensor own = map.values().row(judged.target());
            for (int i = 0; i < values.length; i++) {
                values[planes.index(i / planes.area(), i % planes.area())] = own.at(i);
            }
            return values;
        }
        double[] pixels = judged.pixels();
        for (int i = 0; i < values.length; i++) {
            values[planes.index(i / planes.area(), i % planes.area())] = pixels[i % planes.area()] / planes.channels();
        }
        return values;
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return get(SAMPLES) + 1L;
    }
}
