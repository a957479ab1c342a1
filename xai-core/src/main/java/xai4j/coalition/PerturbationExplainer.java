package xai4j.coalition;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.DeclaredName;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What all explainers share that change the image and look at the model's scores: score, fill, seed, batches, budget.
 *
 * @param <E> what it returns
 * @param <S> the extending class itself
 */
public abstract class PerturbationExplainer<E extends Explanation, S extends PerturbationExplainer<E, S>>
        extends ConfiguredExplainer<Model, E, S> {
    private static final double BITS_PER_PAIR = 0.5;
    private final PerturbationOptions common;

    /** Makes an explainer whose setup declares the given common options. */
    protected PerturbationExplainer(String method, Setup<Model> setup, PerturbationOptions common) {
        super(method, setup);
        this.common = common;
    }

    /** Explains the targets of a run that has scored the unperturbed image. */
    protected abstract E explain(PerturbationRun run);

    @Override
    protected final E explainClasses(PreparedImage image) {
        return explainClasses(image, Optional.empty());
    }

    /** Explains with passes that other methods share. */
    final E explain(PreparedImage image, SharedPasses passes) {
        return overClasses(image).explainClasses(image, Optional.of(passes));
    }

    /** The regions that play, where this is a method over regions whose passes others may share. */
    protected Optional<Segmenter> sharedRegions() {
        return Optional.empty();
    }

    /** How many coalitions this method asks about that are KernelSHAP's pairs, which other methods may take; zero is none. */
    protected int pairedSamples() {
        return 0;
    }

    /** This method with at least as many of KernelSHAP's pairs for its masks, where its result allows other masks than its own. */
    protected Optional<S> withPairs(int samples) {
        return Optional.empty();
    }

    /** What must be alike for two methods to ask the same of a model. */
    final Optional<List<Object>> sharedQuestion() {
        return sharedRegions()
                .map(regions -> List.of(
                        regions,
                        fill(),
                        seed(),
                        get(PerturbationOptions.COMPOSING),
                        get(PerturbationOptions.BATCH_SIZE)));
    }

    final E explainClasses(PreparedImage image, Optional<SharedPasses> passes) {
        stopIfInterrupted();
        BudgetTracker tracker = new BudgetTracker(PerturbationOptions.budget(options()), progress(), clock());
        ModelScorer scorer =
                new ModelScorer(model(), image, get(common.score()), get(PerturbationOptions.BATCH_SIZE), tracker);
        float[] scores = passes.map(shared -> shared.original(scorer)).orElseGet(scorer::original);
        return explain(new PerturbationRun(
                resolveTargets(scores), Tensor.of(Shape.of(scores.length), scores), scorer, passes));
    }

    @Override
    protected final Score score() {
        return get(common.score());
    }

    /** With another number of the class explained. */
    public final S score(Score score) {
        return with(common.score(), score);
    }

    /** With something else seen where regions are absent. */
    public final S fill(Baseline fill) {
        return with(common.fill(), DeclaredName.require("pictures of a fill", fill.name(), fill));
    }

    /** With another seed. */
    public final S seed(long seed) {
        return with(PerturbationOptions.SEED, seed);
    }

    /** With another number of images per model call; 0 chooses by itself. */
    public final S batchSize(int images) {
        return with(PerturbationOptions.BATCH_SIZE, images);
    }

    /** With a limit on the number of images scored; 0 is no limit. */
    public final S maxEvaluations(int images) {
        return with(PerturbationOptions.MAX_EVALUATIONS, images);
    }

    /** With images composed in Java or next to the model. */
    public final S composing(Composing where) {
        return with(PerturbationOptions.COMPOSING, where);
    }

    /** The fill. */
    protected final Baseline fill() {
        return get(common.fill());
    }

    /**
     * The one picture of the fill for a method whose masks are no regions.
     *
     * @throws IllegalArgumentException if the fill has several
     */
    protected final Tensor onlyPicture(PreparedImage image) {
        List<Tensor> pictures = fill().checkedImages(image, seed());
        if (pictures.size() != 1) {
            throw new IllegalArgumentException(
                    method() + " takes a fill of one picture, " + fill().name() + " has " + pictures.size());
        }
        return pictures.get(0);
    }

    /** The seed. */
    protected final long seed() {
        return get(PerturbationOptions.SEED);
    }

    /** The game of a run over regions. */
    protected final CoalitionGame game(PerturbationRun run, Segmentation regions) {
        return new CoalitionGame(
                run.scorer(), regions, fill(), seed(), run.indices(), get(PerturbationOptions.COMPOSING));
    }

    /**
     * Explains over regions.
     *
     * @param method estimates, given the grand coalition's value {@code [T]}
     */
    protected final SegmentAttribution explainRegions(
            PerturbationRun run, BiFunction<Game, double[], Estimate> method) {
        return explainRegions(run, get(PerturbationOptions.SEGMENTER), method);
    }

    /** The same over the regions of a segmenter that the method found out by itself. */
    protected final SegmentAttribution explainRegions(
            PerturbationRun run, Segmenter segmenter, BiFunction<Game, double[], Estimate> method) {
        Played played = play(run, segmenter, method);
        Estimate estimate = played.estimate();
        return new SegmentAttribution(
                shown(run.targets(), run.image().mapping()),
                tensor(estimate.values()),
                estimate.standardErrors().map(PerturbationExplainer::tensor),
                played.regions(),
                run.image().mapping(),
                provenance(run),
                Verdicts.add(played.diagnostics(), estimate.values(), run));
    }

    /**
     * A game that was played.
     *
     * @param diagnostics those of the estimate, with what the fill changes
     */
    protected record Played(Segmentation regions, Estimate estimate, Diagnostics diagnostics) {}

    /** Plays over regions, with passes that others share where there are such. */
    protected final Played play(PerturbationRun run, Segmenter segmenter, BiFunction<Game, double[], Estimate> method) {
        double[] full =
                run.targets().stream().mapToDouble(ExplainedTarget::score).toArray();
        List<String> labels = run.targets().stream().map(ExplainedTarget::label).toList();
        if (run.passes().isPresent()) {
            return shared(run, run.passes().get(), segmenter, game -> method.apply(game, full), labels);
        }
        Segmentation regions = segmenter.segment(run.image().modelPicture());
        requireMemory(regions);
        try (CoalitionGame game = game(run, regions)) {
            Estimate estimate = method.apply(game, full);
            return new Played(regions, estimate, filled(run, regions, game, estimate.diagnostics(labels)));
        }
    }

    private Played shared(
            PerturbationRun run,
            SharedPasses passes,
            Segmenter segmenter,
            Function<Game, Estimate> method,
            List<String> labels) {
        Segmentation regions = passes.regions(segmenter);
        requireMemory(regions);
        SharedPasses.Question question = new SharedPasses.Question(
                regions,
                fill(),
                seed(),
                get(PerturbationOptions.COMPOSING),
                get(common.score()),
                model() instanceof DerivedModel ? askedTarget() : "");
        try (SharedGame game = passes.game(run, question)) {
            Estimate estimate = method.apply(game);
            Diagnostics diagnostics = filled(run, regions, game.outputs(), estimate.diagnostics(labels));
            return new Played(regions, estimate, diagnostics.with("shared-samples", (double) game.reused()));
        }
    }

    private static Diagnostics filled(
            PerturbationRun run, Segmentation regions, CoalitionGame game, Diagnostics diagnostics) {
        return FillChange.diagnose(run.image(), regions, game.fills(), diagnostics);
    }

    /** Bytes that the method keeps for every pair of regions: a bit per coalition and region, unless it fits a model of all regions. */
    protected double bytesPerPair() {
        return BITS_PER_PAIR;
    }

    /**
     * Checks that a number of regions fits into memory.
     *
     * @throws IllegalArgumentException if it does not
     */
    protected final void requireMemory(Segmentation regions) {
        RegionMemory.require(method(), regions.count(), bytesPerPair());
    }

    private static Tensor tensor(double[][] values) {
        int players = values[0].length;
        Tensor tensor = Tensor.zeros(Shape.of(values.length, players));
        for (int t = 0; t < values.length; t++) {
            for (int player = 0; player < players; player++) {
                tensor.set(t * players + player, (float) values[t][player]);
            }
        }
        return tensor;
    }

    /** The record of a run. */
    protected final Provenance provenance(PerturbationRun run) {
        return provenance(
                run.image(),
                run.scores().toArray(),
                get(common.score()),
                run.tracker().evaluations(),
                run.tracker().startNanos());
    }
}
