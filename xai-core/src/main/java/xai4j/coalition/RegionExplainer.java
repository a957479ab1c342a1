package xai4j.coalition;

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
     * @param meter its cost so far; the grand coalition, that is the image itself, has been scored
     * @param full the grand coalition's worth {@code [T]}
     */
    protected abstract Estimate estimate(Game game, Meter meter, double[] full);

    /** With another way to cut the image into regions. */
    public final S segmenter(Segmenter segmenter) {
        return with(PerturbationOptions.SEGMENTER, segmenter);
    }

    /** With given regions, of the model's input size. */
    public final S segmentation(Segmentation regions) {
        return segmenter(Segmenter.fixed(regions));
    }

    @Override
    protected final SegmentAttribution explain(Trial trial) {
        return explainRegions(trial, (game, full) -> estimate(game, trial.meter(), full));
    }

    /** The name of a measure of one of several targets. */
    protected static String measure(String name, int target, int targets) {
        return targets == 1 ? name : name + "[" + target + "]";
    }
}
