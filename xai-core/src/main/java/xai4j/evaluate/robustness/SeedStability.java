package xai4j.evaluate.robustness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explainer;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.numeric.SpearmanCorrelation;
import xai4j.tensor.Tensor;

/** Mean rank correlation between explanations that differ in their seed alone. */
final class SeedStability extends ConfiguredMetric {
    private static final Option<Integer> SEEDS = Option.integer("seeds", 3, 2, 1000, "number of seeds");

    SeedStability() {
        this(Options.of(SEEDS));
    }

    private SeedStability(Options options) {
        super(
                new MetricCard(
                                "seed-stability",
                                "mean rank correlation between explanations with different seeds; 1 when chance changes nothing",
                                -1,
                                1,
                                MetricCard.Better.HIGHER,
                                "every explanation that can be made again")
                        .from("as Stability in this library; Visani et al. 2020 for LIME")
                        .blindTo("a method without chance is perfectly stable")
                        .needing(MetricCard.Need.EXPLAINER),
                options,
                "stability");
    }

    @Override
    protected Metric copy(Options other) {
        return new SeedStability(other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        Explainer<?> explainer = Explaining.again(card(), judged);
        if (explainer.options().known().stream().noneMatch(option -> option.answersTo("seed"))) {
            return new Measured(1);
        }
        List<double[]> runs = new ArrayList<>();
        for (int seed = 0; seed < get(SEEDS); seed++) {
            Tensor values = explainer
                    .set("seed", Integer.toString(seed))
                    .explain(judged.image())
                    .values()
                    .row(0);
            double[] run = new double[values.size()];
            Arrays.setAll(run, values::at);
            runs.add(run);
        }
        return new Measured(agreement(runs));
    }

    private static double agreement(List<double[]> runs) {
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < runs.size(); a++) {
            for (int b = 0; b < a; b++, pairs++) {
                double correlation = SpearmanCorrelation.of(runs.get(a), runs.get(b));
                if (Double.isNaN(correlation)) {
                    throw new UndefinedMetricException("an explanation is the same everywhere and has no ranks");
                }
                sum += correlation;
            }
        }
        return sum / pairs;
    }
}
