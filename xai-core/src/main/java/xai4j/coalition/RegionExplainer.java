package xai4j.coalition;

import java.util.Optional;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.SegmentAttribution;
import xai4j.model.Model;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;

/**
 * A perturbation method that gives every region a number. A method says how it estimates from a game; the rest is here.
 *
 * @param <S> the extending class itself
 */
public abstract class RegionExplainer<S extends RegionExplainer<S>>
        extends PerturbationExplainer<SegmentAttribution, S> {
    /** Makes an explainer whose setup declares the given common options. */
    protected RegionExplainer(String method, Setup<Model> setup, PerturbationOptions common) {
        super(method, setup, common);
    }

    /**
     * Plays the game.
     *
     * @param game the regions' game
     * @param tracker its cost so far; the grand coalition, that is the image itself, has been scored
     * @param full the grand coalition's value {@code [T]}
     */
    protected abstract Estimate estimate(Game game, BudgetTracker tracker, double[] full);

    /** With another way to cut the image into regions. */
    public final S segmenter(Segmenter segmenter) {
        return with(PerturbationOptions.SEGMENTER, Segmenter.declared(segmenter));
    }

    /** With given regions, of the model's input size. */
    public final S segmentation(Segmentation regions) {
        return segmenter(Segmenter.fixed(regions));
    }

    @Override
    protected final Optional<Segmenter> sharedRegions() {
        return Optional.of(get(PerturbationOptions.SEGMENTER));
    }

    @Override
    protected final SegmentAttribution explain(PerturbationRun run) {
        return explainRegions(run, (game, full) -> estimate(game, run.tracker(), full));
    }

    /**
     * Plays any game with this method's options and budget instead of the game of an image: to try a method on a game whose answer is known.
     *
     * @throws IllegalArgumentException if the budget does not reach for an answer
     */
    public final Estimate evaluate(Game game) {
        BudgetTracker tracker = new BudgetTracker(PerturbationOptions.budget(options()), progress(), clock());
        Game limited = new LimitedGame(game, tracker);
        double[] full = limited.evaluate(MaskBatch.full(game.players(), 1));
        if (full.length == 0) {
            throw new IllegalArgumentException("the budget is too small to evaluate even one coalition");
        }
        return estimate(limited, tracker, full);
    }
}
