package xai4j.anchors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationExplainer;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.PerturbationRun;
import xai4j.coalition.scoring.Budget;
import xai4j.explain.ClassTarget;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.PresenceTarget;
import xai4j.explain.Target;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;

/**
 * Anchors (Ribeiro et al. 2018): a small set of regions that, kept in place, keeps the prediction with high probability
 * while every other region is kept or hidden by the toss of a coin.
 *
 * <p>The prediction is the class on top, or that an object is detected (a box of at least half overlap and the detector's threshold), or the sign of a
 * difference of classes; where labels are independent of each other, and where there is one score only, it is the side of 0.5 (of
 * 0 for logits) on which the target's score lies. A class that is not on top of the whole picture has no anchor: it is answered at once, with a
 * verdict.
 *
 * <p>Up to eleven regions are enumerated: the anchor is the smallest and its precision exact. Beyond that anchors are looked for from below and from above, in an
 * order proposed by a linear model of how surely the prediction held in the samples so far, and regions are left out of what is confirmed until some in a row
 * cannot be. Precisions are then estimated, with bounds that hold however long was sampled and for all anchors looked at together.
 */
public final class Anchors extends PerturbationExplainer<Anchor, Anchors> {
    /** Wanted precision. Option {@code threshold}, {@code 0.95} by default; 0.5 to 1.0. */
    public static final Option<Double> THRESHOLD =
            Option.real("threshold", 0.95, 0.5, 1, "wanted precision").alias("precision");

    /** Error probability. Option {@code delta}, {@code 0.05} by default; 1.0E-9 to 0.5. */
    public static final Option<Double> DELTA =
            Option.real("delta", 0.05, 1e-9, 0.5, "probability of a wrong word about a precision");

    /** Tolerance. Option {@code tolerance}, {@code 0.05} by default; 1.0E-4 to 0.5. */
    public static final Option<Double> TOLERANCE =
            Option.real("tolerance", 0.05, 1e-4, 0.5, "how far the lower bound may stay below the wanted precision");

    /** Regions tried to be left out. Option {@code beam}, {@code 4} by default; 1 to 1000. */
    public static final Option<Integer> BEAM = Option.integer(
            "beam", 4, 1, 1000, "regions in a row that cannot be left out of an anchor before it is taken");

    /** Most regions. Option {@code max-size}, {@code 0} by default; 0 to 10000. */
    public static final Option<Integer> MAX_SIZE =
            Option.integer("max-size", 0, 0, 10_000, "most regions in an anchor; 0 is no limit");

    private static final PerturbationOptions COMMON = PerturbationOptions.of(Score.PROBABILITY, Baseline.mean());
    private static final double EVEN_PROBABILITY = 0.5;
    private static final int BATCH = 32;
    private static final int CONFIRMATION = 512;

    /** Anchors with the original's defaults. */
    public Anchors(Model model) {
        this(Setup.of(model, COMMON.regional(THRESHOLD, DELTA, TOLERANCE, BEAM, MAX_SIZE)));
    }

    private Anchors(Setup<Model> setup) {
        super("anchors", setup, COMMON);
    }

    /** With another wanted precision. */
    public Anchors threshold(double precision) {
        return with(THRESHOLD, precision);
    }

    /** With at most so many regions; 0 is no limit. */
    public Anchors maxSize(int regions) {
        return with(MAX_SIZE, regions);
    }

    /** With another way to cut the image into regions. */
    public Anchors segmenter(Segmenter segmenter) {
        return with(PerturbationOptions.SEGMENTER, Segmenter.declared(segmenter));
    }

    /**
     * Finds the anchor of any game with this method's options and budget instead of that of an image: to try it where the answer is known.
     *
     * @param game one target, of value above one half where the prediction holds, 1 for example, and below where it does not
     */
    public AnchorRule evaluate(Game game) {
        Budget budget = PerturbationOptions.budget(options());
        return new AnchorSearch(settings()).search(game.within(budget), budget.evaluations(), seed());
    }

    /** Detected objects are to stay detected, and a difference is to keep its sign. */
    @Override
    protected Target meaning(Target target) {
        return target instanceof ClassTarget ? target : new PresenceTarget(target, method());
    }

    @Override
    protected Anchors copy(Setup<Model> other) {
        return new Anchors(other);
    }

    @Override
    protected Anchor explain(PerturbationRun run) {
        Segmentation regions =
                get(PerturbationOptions.SEGMENTER).segment(run.image().modelPicture());
        requireMemory(regions);
        if (run.tracker().left() < 1) {
            throw new IllegalArgumentException(
                    "the budget is too small for an anchor: no perturbed image could be scored");
        }
        Prediction prediction = prediction(run);
        List<AnchorRule> rules = new ArrayList<>();
        try (CoalitionGame game = new CoalitionGame(
                run.scorer(), regions, fill(), seed(), prediction.classes(), get(PerturbationOptions.COMPOSING))) {
            for (ExplainedTarget target : run.targets()) {
                rules.add(
                        prediction.holds(target.index())
                                ? new AnchorSearch(settings())
                                        .search(
                                                prediction.game(game, target.index()),
                                                run.tracker().left(),
                                                seed())
                                : AnchorRule.NOTHING);
            }
        }
        return new Anchor(
                shown(run.targets(), run.image().mapping()),
                rules,
                regions,
                run.image().mapping(),
                provenance(run),
                diagnostics(prediction, rules, run));
    }

    private Prediction prediction(PerturbationRun run) {
        float[] original = run.scores().toArray();
        if (model() instanceof DerivedModel derived) {
            return new Statements(original, derived.functions());
        }
        ScoreKind kind = model().spec().scores();
        if (original.length > 1 && !kind.isMultiLabel()) {
            return new TopClass(original, probabilities(run.scorer().score(), kind));
        }
        boolean logits =
                run.scorer().score() == Score.LOGIT || (run.scorer().score() == Score.OUTPUT && kind.isLogits());
        return new ScoreSide(original, logits ? 0 : EVEN_PROBABILITY);
    }

    private static boolean probabilities(Score score, ScoreKind kind) {
        return score == Score.PROBABILITY || (score == Score.OUTPUT && kind == ScoreKind.PROBABILITIES);
    }

    private AnchorSettings settings() {
        return new AnchorSettings(
                get(THRESHOLD), get(DELTA), get(TOLERANCE), get(BEAM), get(MAX_SIZE), BATCH, CONFIRMATION);
    }

    private Diagnostics diagnostics(Prediction prediction, List<AnchorRule> rules, PerturbationRun run) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < rules.size(); t++) {
            AnchorRule rule = rules.get(t);
            int all = rules.size();
            diagnostics = diagnostics
                    .with("precision", t, all, rule.precision())
                    .with("precision-low", t, all, rule.low())
                    .with("precision-high", t, all, rule.high())
                    .with("coverage", t, all, rule.coverage());
            String label = run.targets().get(t).label();
            if (rule.equals(AnchorRule.NOTHING)) {
                diagnostics = diagnostics.with(label + " is not the class on top of this picture ("
                        + model().spec().label(prediction.top())
                        + " is): no set of its regions can keep it there; an anchor explains the predicted class");
            } else if (!rule.confirmed()) {
                diagnostics = diagnostics.with(String.format(
                        Locale.ROOT,
                        "no anchor of precision %.2f was confirmed for %s; the best one found holds in %.2f of the cases (at least %.2f)",
                        get(THRESHOLD),
                        label,
                        rule.precision(),
                        rule.low()));
            } else if (rule.regions().isEmpty()) {
                diagnostics =
                        diagnostics.with(label + " " + prediction.kept() + " whatever is hidden: no region is needed");
            }
        }
        return run.tracker().stoppedEarly()
                ? diagnostics.with(
                        "stopped by the budget after " + run.tracker().evaluations() + " evaluations")
                : diagnostics;
    }
}
