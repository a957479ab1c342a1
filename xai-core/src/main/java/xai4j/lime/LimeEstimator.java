package xai4j.lime;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.CoalitionPairs;
import xai4j.coalition.sampling.CoinFlips;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.explain.Diagnostics;

/** Plays a game and explains its values by linear models. */
final class LimeEstimator {
    private static final double POOR_FIT = 0.3;
    private static final double GROWTH = 1.5;
    private static final int LEAST_BEFORE_LOOKING = 100;
    private static final int MASKS_PER_REGION_BEFORE_LOOKING = 4;

    /** Standard deviations of a difference that chance exceeds once in twenty times. */
    private static final double CERTAIN = 1.96;

    private static final double FAIR = 0.5;

    private final LimeSettings settings;
    private final long seed;

    LimeEstimator(LimeSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Explains.
     *
     * @param full the grand coalition's value {@code [T]}
     * @param affordable coalitions that may be asked about beside the grand coalition
     */
    Estimate estimate(Game game, double[] full, long affordable) {
        int rows = (int) Math.min(settings.samples(), Math.min(affordable, Integer.MAX_VALUE - 1) + 1);
        MaskBatch masks = masks(game.players(), rows);
        boolean everything = LimeMasks.enumerates(game.players(), masks.rows());
        double[] coalitionValues = full.clone();
        int scored = 1;
        while (true) {
            int to = next(scored, masks);
            double[] more = game.evaluate(masks.slice(scored, to));
            int before = coalitionValues.length;
            coalitionValues = Arrays.copyOf(coalitionValues, before + more.length);
            System.arraycopy(more, 0, coalitionValues, before, more.length);
            boolean ended = more.length < (to - scored) * full.length;
            scored += more.length / full.length;
            if (scored < 2) {
                throw new IllegalArgumentException(
                        "the budget is too small for LIME: no perturbed image could be scored");
            }
            if (ended || scored == masks.rows()) {
                return fit(masks.slice(0, scored), coalitionValues, full.length, everything && !ended);
            }
            Estimate estimate = fit(masks.slice(0, scored), coalitionValues, full.length, false);
            if (isCertain(estimate)) {
                return estimate;
            }
        }
    }

    private MaskBatch masks(int players, int rows) {
        if (LimeMasks.enumerates(players, rows)) {
            return LimeMasks.all(players);
        }
        return isPaired() && players > 1
                ? CoalitionPairs.withEnds(players, rows, seed)
                : LimeMasks.draw(players, rows, seed);
    }

    private boolean isPaired() {
        return settings.sampling() == MaskSampling.LEVERAGE_PAIRS;
    }

    /** The number of masks after the next step: all at once unless certainty is asked for. */
    private int next(int scored, MaskBatch masks) {
        if (settings.stableTop() == 0 && settings.accuracy() == 0) {
            return masks.rows();
        }
        int least = Math.max(LEAST_BEFORE_LOOKING, MASKS_PER_REGION_BEFORE_LOOKING * masks.players());
        return Math.min(masks.rows(), Math.max(least, (int) (scored * GROWTH)));
    }

    private boolean isCertain(Estimate estimate) {
        boolean accurate = settings.accuracy() == 0 || estimate.relativeError() <= settings.accuracy();
        return accurate && (settings.stableTop() == 0 || isStable(estimate));
    }

    /**
     * Whether the gap between the last region inside the top and the first outside is beyond chance for every target, as S-LIME (Zhou, Hooker,
     * Wang 2021) asks of every step of its path.
     */
    private boolean isStable(Estimate estimate) {
        double[][] errors = estimate.standardErrors().orElseThrow();
        for (int t = 0; t < errors.length; t++) {
            double[] values = estimate.values()[t];
            double[] own = errors[t];
            int[] order = IntStream.range(0, values.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(Math.abs(values[b]), Math.abs(values[a])))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int top = Math.min(settings.stableTop(), order.length - 1);
            if (top > 0) {
                double gap = Math.abs(values[order[top - 1]]) - Math.abs(values[order[top]]);
                if (gap < CERTAIN * Math.hypot(own[order[top - 1]], own[order[top]])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Draws and fits so many masks with made-up values: what {@link #estimate} does beside playing. */
    void rehearse(int players, int rows, int targets) {
        double[] coalitionValues =
                new SplittableRandom(seed).doubles((long) rows * targets).toArray();
        fit(LimeMasks.draw(players, rows, seed), coalitionValues, targets, false);
    }

    Estimate fit(MaskBatch masks, double[] coalitionValues, int targets, boolean everything) {
        double[] draws = draws(masks, everything);
        Surrogate surrogate = new Surrogate(masks, coalitionValues, targets, settings, draws);
        double[][] values = new double[targets][];
        double[][] errors = new double[targets][masks.players()];
        LinearFit[] fits = new LinearFit[targets];
        Diagnostics diagnostics = Diagnostics.NONE.with("samples", masks.rows());
        for (int t = 0; t < targets; t++) {
            LinearFit fit = surrogate.fit(t);
            values[t] = fit.weights();
            if (!everything) {
                errors[t] = surrogate.standardErrors(t, fit);
            }
            fits[t] = fit;
            diagnostics = measured(diagnostics, fit, t, targets);
        }
        if (isPaired() && !everything) {
            diagnostics = MaskSampling.describe(diagnostics, surrogate.effectiveRows());
        }
        if (masks.rows() <= masks.players()) {
            diagnostics = diagnostics.with("fewer samples (" + masks.rows() + ") than regions (" + masks.players()
                    + "): the penalty, not the model, decides between them");
        }
        Estimate estimate = Estimate.of(values, errors, diagnostics);
        estimate = estimate.with(diagnostics.with("relative-error", estimate.relativeError()));
        for (int t = 0; t < targets; t++) {
            estimate = judged(estimate, t, fits[t]);
        }
        return estimate;
    }

    /** What the coalitions of each size count for: one each where they are coin flips or all there are. */
    private double[] draws(MaskBatch masks, boolean everything) {
        double[] draws = new double[masks.players() + 1];
        if (isPaired() && !everything && masks.rows() > 1) {
            draws = CoinFlips.weights(masks.slice(1, masks.rows()), FAIR, masks.rows() - 1.0);
            draws[masks.players()] = 1;
        } else {
            Arrays.fill(draws, 1);
        }
        return draws;
    }

    private static Diagnostics measured(Diagnostics diagnostics, LinearFit fit, int target, int targets) {
        Diagnostics measured = diagnostics
                .with("intercept", target, targets, fit.intercept())
                .with("local-prediction", target, targets, fit.atFull());
        return Double.isNaN(fit.r2()) ? measured : measured.with("r2", target, targets, fit.r2());
    }

    private static Estimate judged(Estimate estimate, int target, LinearFit fit) {
        if (Double.isNaN(fit.r2())) {
            return estimate.about(target, "the score is the same for every mask");
        }
        return fit.r2() < POOR_FIT
                ? estimate.about(
                        target,
                        "the linear model explains only " + Math.round(100 * fit.r2())
                                + " % of the scores near the image: do not lean on it")
                : estimate;
    }
}
