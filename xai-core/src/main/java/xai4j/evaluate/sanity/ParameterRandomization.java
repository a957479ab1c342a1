package xai4j.evaluate.sanity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.InputNoise;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricCard.Better;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.Explanation;
import xai4j.explain.MethodProvider;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.io.Services;
import xai4j.model.Model;
import xai4j.model.RandomizableModel;
import xai4j.tensor.Tensor;

/**
 * The model's weights are shuffled layer by layer from the top, each step keeping the ones before, and the model is explained again: what stays alike
 * does not depend on what was learnt.
 */
final class ParameterRandomization extends ConfiguredMetric {
    private static final Option<Integer> STEPS = Option.integer(
            "steps", 5, 1, 10_000, "how many times more layers are shuffled, evenly from the top layer alone to all");
    private static final Option<Long> SEED = Option.number("seed", 0, "seed of the shuffling");
    private static final Option<Integer> SAMPLES = Option.integer(
            "samples", 20, 1, 10_000, "noisy images whose explanations are averaged, for the smooth variant");
    private static final Option<Double> DEVIATION = Option.real(
            "deviation",
            0.1,
            0,
            1e6,
            "standard deviation of the noise, as a share of the image's range, for the smooth variant");
    private static final Option<Integer> BINS = Option.integer(
            "bins", 100, 2, 100_000, "bins of the histogram whose entropy is taken, for the efficient variant");

    private final Kind kind;

    /** How the change is measured. */
    enum Kind {
        /** Likeness after each step. */
        CASCADING,
        /** The same with explanations averaged over noisy images, so that shattered gradients do not pass for a dependence. */
        SMOOTH,
        /** How much the entropy of the explanation rises once all layers are shuffled; no likeness is needed. */
        EFFICIENT
    }

    ParameterRandomization(Kind kind) {
        this(kind, Options.of(STEPS, SEED, SAMPLES, DEVIATION, BINS));
    }

    private ParameterRandomization(Kind kind, Options options) {
        super(card(kind), options, alias(kind));
        this.kind = kind;
    }

    private static String alias(Kind kind) {
        return switch (kind) {
            case CASCADING -> "mprt";
            case SMOOTH -> "smprt";
            case EFFICIENT -> "emprt";
        };
    }

    private static MetricCard card(Kind kind) {
        return switch (kind) {
            case CASCADING ->
                card(
                        "parameter-randomization",
                        "rank correlation of the magnitudes with the explanation of a model with shuffled weights, mean over the steps",
                        -1,
                        1,
                        Better.LOWER,
                        "Adebayo et al. 2018");
            case SMOOTH ->
                card(
                        "parameter-randomization-smooth",
                        "the same with explanations averaged over noisy images",
                        -1,
                        1,
                        Better.LOWER,
                        "Hedström et al. 2024 (sMPRT)");
            case EFFICIENT ->
                card(
                        "parameter-randomization-efficient",
                        "relative rise of the explanation's entropy once all weights are shuffled",
                        -1,
                        Double.POSITIVE_INFINITY,
                        Better.HIGHER,
                        "Hedström et al. 2024 (eMPRT)");
        };
    }

    private static MetricCard card(String name, String meaning, double min, double max, Better better, String paper) {
        return new MetricCard(name, meaning, min, max, better, "every explanation that can be made again")
                .from(paper)
                .blindTo("a map of noise depends on every weight: passing is needed and not enough")
                .needing(MetricCard.Need.EXPLAINER);
    }

    @Override
    protected Metric copy(Options other) {
        return new ParameterRandomization(kind, other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        Explainer<?> explainer = Likeness.explainer(card(), judged);
        RandomizableModel model = judged.model()
                .as(RandomizableModel.class)
                .orElseThrow(() -> new IllegalArgumentException(card().name()
                        + " needs a copy of the model with random weights, which can be made of ONNX, TorchScript and TensorFlow files"
                        + " and of DJL's blocks, not of "
                        + judged.model().spec().name()));
        List<String> layers = model.weightedLayers();
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(model.spec().name() + " has no float weights that could be shuffled");
        }
        return kind == Kind.EFFICIENT
                ? efficient(judged, explainer, model, layers)
                : cascading(judged, explainer, model, layers);
    }

    private Measured efficient(Judged judged, Explainer<?> explainer, RandomizableModel model, List<String> layers) {
        double before = entropy(judged.pieces());
        if (before == 0) {
            throw new UndefinedMetricException("the explanation has entropy 0, to which no rise is relative");
        }
        double[] random = judged.scores()
                .copies()
                .use(model, layers, get(SEED), copy -> pieces(judged, again(explainer, copy), copy, judged.image()));
        return new Measured((entropy(random) - before) / before);
    }

    private Measured cascading(Judged judged, Explainer<?> explainer, RandomizableModel model, List<String> layers) {
        double[] own = kind == Kind.SMOOTH ? smooth(judged, explainer, judged.model()) : judged.pieces();
        List<Double> likeness = new ArrayList<>();
        List<Double> at = new ArrayList<>();
        int steps = Math.min(get(STEPS), layers.size());
        for (int step = 1; step <= steps; step++) {
            int count = steps == 1 ? layers.size() : 1 + (layers.size() - 1) * (step - 1) / (steps - 1);
            double[] random = judged.scores()
                    .copies()
                    .use(
                            model,
                            layers.subList(0, count),
                            get(SEED),
                            copy -> made(judged, again(explainer, copy), copy));
            likeness.add(Likeness.of(own, random));
            at.add((double) count / layers.size());
        }
        double mean = likeness.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
        return new Measured(mean, likeness, at);
    }

    private double[] made(Judged judged, Explainer<?> explainer, Model model) {
        return kind == Kind.SMOOTH
                ? smooth(judged, explainer, model)
                : pieces(judged, explainer, model, judged.image());
    }

    private double[] smooth(Judged judged, Explainer<?> explainer, Model model) {
        PreparedImage image = judged.image();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < image.tensor().size(); i++) {
            least = Math.min(least, image.tensor().at(i));
            most = Math.max(most, image.tensor().at(i));
        }
        double[] mean = new double[judged.pieces().length];
        for (Tensor noise : InputNoise.normal(image, get(SAMPLES), get(DEVIATION) * (most - least), get(SEED))) {
            double[] one = pieces(
                    judged,
                    explainer,
                    model,
                    PreparedImage.ofTensor(InputNoise.added(image, noise, 1), image.input(), image.preprocessing()));
            for (int i = 0; i < mean.length; i++) {
                mean[i] += Math.abs(one[i]) / get(SAMPLES);
            }
        }
        return mean;
    }

    private static double[] pieces(Judged judged, Explainer<?> explainer, Model model, PreparedImage image) {
        Explanation why = explainer.explain(image);
        double[] pieces = new Judged(why, 0, image, model).pieces();
        if (pieces.length != judged.pieces().length) {
            throw new UndefinedMetricException("the changed image has other regions, whose values cannot be compared");
        }
        return pieces;
    }

    /** The same method with the same options on another model. */
    private static Explainer<?> again(Explainer<?> explainer, Model model) {
        ExplainerDescriptor method = Services.load(MethodProvider.class).stream()
                .flatMap(provider -> provider.methods().stream())
                .filter(candidate -> candidate.name().equals(explainer.method()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the method " + explainer.method() + " has no name by which it could be made again"));
        Explainer<?> other = method.factory().apply(model);
        for (Map.Entry<String, String> option : explainer.options().describe().entrySet()) {
            other = option.getKey().equals("target") ? other : other.set(option.getKey(), option.getValue());
        }
        return other.target(Target.parse(explainer.options().describe().getOrDefault("target", "predicted")));
    }

    /** The entropy of the histogram of the attributions between the least and the largest, in nats. */
    private double entropy(double... values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (least == most) {
            return 0;
        }
        int[] counts = new int[get(BINS)];
        for (double value : values) {
            counts[Math.min(counts.length - 1, (int) ((value - least) / (most - least) * counts.length))]++;
        }
        double entropy = 0;
        for (int count : counts) {
            double share = (double) count / values.length;
            entropy -= count == 0 ? 0 : share * Math.log(share);
        }
        return entropy;
    }
}
