package xai4j.occlusion;

import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.Diagnostics;
import xai4j.model.Model;
import xai4j.model.Score;

/** Hides one region at a time; a region's value is {@code f(x) − f(x without the region)}. */
public final class FeatureAblation extends RegionExplainer<FeatureAblation> {
    static final PerturbationOptions COMMON = PerturbationOptions.of(Score.OUTPUT, Baseline.zero());

    /** Ablation of the model's output with absent regions at zero. */
    public FeatureAblation(Model model) {
        this(Setup.of(model, COMMON.regional()));
    }

    private FeatureAblation(Setup<Model> setup) {
        super("feature-ablation", setup, COMMON);
    }

    @Override
    protected FeatureAblation copy(Setup<Model> other) {
        return new FeatureAblation(other);
    }

    @Override
    protected Estimate estimate(Game game, BudgetTracker tracker, double[] full) {
        tracker.expect(1L + game.players());
        return ablate(game, full);
    }

    /** The values {@code v(all) − v(all but one)}; zero, with a verdict, for players that the budget did not reach. */
    static Estimate ablate(Game game, double[] full) {
        int players = game.players();
        MaskBatch masks = MaskBatch.full(players, players);
        for (int player = 0; player < players; player++) {
            masks.set(player, player, false);
        }
        double[] coalitionValues = game.evaluate(masks);
        int scored = coalitionValues.length / full.length;
        if (scored == 0) {
            throw new IllegalArgumentException("the budget is too small: no region could be hidden");
        }
        double[][] values = new double[full.length][players];
        for (int t = 0; t < full.length; t++) {
            for (int player = 0; player < scored; player++) {
                values[t][player] = full[t] - coalitionValues[player * full.length + t];
            }
        }
        Diagnostics diagnostics = scored == players
                ? Diagnostics.NONE
                : Diagnostics.NONE.with("only the first " + scored + " of " + players + " regions were hidden");
        return Estimate.of(values, diagnostics);
    }
}
