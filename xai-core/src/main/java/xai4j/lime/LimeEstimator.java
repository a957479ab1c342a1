package xai4j.lime;

import java.util.Arrays;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.MaskBatch;
import xai4j.explain.Diagnostics;

/** Plays a game and explains its worths by linear models. */
final class LimeEstimator {
    private static final double POOR_FIT = 0.3;

    private final LimeSettings settings;
    private final long seed;

    LimeEstimator(LimeSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Explains.
     *
     * @param full the grand coalition's worth {@code [T]}
     * @param affordable coalitions that may be asked about beside the grand coalition
     */
    Estimate estimate(Game game, double[] full, long affordable) {
        int rows = (int) Math.min(settings.samples(), Math.min(affordable, Integer.MAX_VALUE - 1) + 1);
        boolean everything = LimeMasks.enumerates(game.players(), rows);
        MaskBatch masks = everything ? LimeMasks.all(game.players()) : LimeMasks.draw(game.players(), rows, seed);
        double[] others = game.play(masks.slice(1, masks.rows()));
        int scored = 1 + others.length / game.targets();
        if (scored < 2) {
            throw new IllegalArgumentException("the budget is too small for LIME: no perturbed image could be scored");
        }
        double[] worths = Arrays.copyOf(full, scored * game.targets());
        System.arraycopy(others, 0, worths, full.length, others.length);
        return fit(masks.slice(0, scored), worths, game.targets(), everything && scored == masks.rows());
    }

    Estimate fit(MaskBatch masks, double[] worths, int targets, boolean everything) {
        Surrogate surrogate = new Surrogate(masks, worths, targets, settings);
        double[][] values = new double[targets][];
        double[][] errors = new double[targets][masks.players()];
        Diagnostics diagnostics = Diagnostics.NONE.with("samples", masks.rows());
        for (int t = 0; t < targets; t++) {
            LinearFit fit = surrogate.fit(t);
            values[t] = fit.weights();
            if (!everything) {
                errors[t] = surrogate.standardErrors(t, fit);
            }
            diagnostics = described(diagnostics, fit, targets == 1 ? "" : "[" + t + "]");
        }
        if (masks.rows() <= masks.players()) {
            diagnostics = diagnostics.with("fewer samples (" + masks.rows() + ") than regions (" + masks.players()
                    + "): the penalty, not the model, decides between them");
        }
        return Estimate.of(values, errors, diagnostics);
    }

    private static Diagnostics described(Diagnostics diagnostics, LinearFit fit, String suffix) {
        Diagnostics measured =
                diagnostics.with("intercept" + suffix, fit.intercept()).with("local-prediction" + suffix, fit.atFull());
        if (Double.isNaN(fit.r2())) {
            return measured.with(
                    "the score is the same for every mask" + suffix + ": the regions do not matter to the model");
        }
        Diagnostics more = measured.with("r2" + suffix, fit.r2());
        return fit.r2() < POOR_FIT
                ? more.with("the linear model explains only " + Math.round(100 * fit.r2())
                        + " % of the scores near the image" + suffix + ": do not lean on it")
                : more;
    }
}
