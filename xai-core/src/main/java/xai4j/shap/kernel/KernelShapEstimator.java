package xai4j.shap.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.CoalitionPairs;
import xai4j.coalition.sampling.Stratum;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.explain.Diagnostics;

/** Plays a game and estimates its Shapley values by KernelSHAP. */
public final class KernelShapEstimator {
    /** Players of games that are played out in full when samples allow. */
    public static final int MOST_ENUMERABLE = 20;

    /** Growth of the number of pairs between two looks at the standard errors. */
    private static final double GROWTH = 1.4;

    private static final int PAIRS_PER_PLAYER_BEFORE_LOOKING = 2;
    private static final int PAIRS_TO_REHEARSE_BY = 50;
    private static final double PART_FOR_PROCESS = 0.4;

    private final KernelShapSettings settings;

    public KernelShapEstimator(KernelShapSettings settings) {
        this.settings = settings;
    }

    /**
     * Estimates.
     *
     * @param full the grand coalition's value {@code [T]}
     * @param affordable coalitions that may be asked about beside the grand coalition
     * @param timed whether time may be over before
     */
    public Estimate estimate(Game game, double[] full, long affordable, boolean timed) {
        int players = game.players();
        double[] empty = game.evaluate(MaskBatch.empty(players, 1));
        if (empty.length == 0) {
            throw tooSmall();
        }
        double[] gains = new double[full.length];
        Arrays.setAll(gains, t -> full[t] - empty[t]);
        long samples = Math.min(settings.samples(), affordable - 1);
        long others = players <= MOST_ENUMERABLE ? (1L << players) - 2 : Long.MAX_VALUE;
        if (samples < Math.min(2, others)) {
            throw tooSmall();
        }
        if (samples >= others && (!timed || others <= 2)) {
            return exact(game, full, empty, gains);
        }
        Estimate estimate = settings.sampling() == Sampling.TEXTBOOK
                ? textbook(game, empty, gains, (int) samples)
                : paired(game, gains, Math.min(samples, others) / 2);
        return estimate.with(bases(estimate.diagnostics(), empty));
    }

    /** Draws and fits so many pairs with made-up values: what {@link #estimate} does beside playing. */
    public void rehearse(int players, int wanted, int targets) {
        if (players < 2) {
            return;
        }
        SplittableRandom random = new SplittableRandom(settings.seed());
        double pairs = players <= MOST_ENUMERABLE ? (1 << players - 1) - 1 : Long.MAX_VALUE;
        CoalitionPairs drawing =
                CoalitionPairs.draw(players, (long) Math.min(wanted, pairs), settings.sampling()::share, random);
        MaskBatch drawn = drawing.smaller();
        double[] coalitionValues = random.doubles(2L * drawn.rows() * targets).toArray();
        double[] gains = random.doubles(targets).toArray();
        if (settings.estimator() == Estimator.GAUSSIAN_PROCESS) {
            process(drawn, coalitionValues, gains);
        } else {
            regression(drawn, coalitionValues, gains, drawing.strata());
        }
    }

    /**
     * Keeps time for a Gaussian process, whose work grows with the third power of the pairs, and says how many pairs it reaches for.
     *
     * @param wanted pairs
     */
    public long keepForProcess(BudgetTracker tracker, int players, long wanted, int targets) {
        if (!tracker.budget().isTimed()) {
            return wanted;
        }
        int few = (int) Math.min(wanted, PAIRS_TO_REHEARSE_BY);
        long start = System.nanoTime();
        rehearse(players, few, targets);
        double once = System.nanoTime() - start;
        double part = PART_FOR_PROCESS * tracker.nanosLeft();
        double growth = Math.cbrt(Math.max(0, part) / once);
        long allowed = Math.min(wanted, (long) Math.max(1, growth * few));
        if (allowed < wanted) {
            tracker.cutShort();
        }
        tracker.keep((long) Math.max(0, Math.min(part, once * Math.pow((double) allowed / few, 3))));
        return allowed;
    }

    private static IllegalArgumentException tooSmall() {
        return new IllegalArgumentException(
                "the budget is too small for Shapley values: the empty image and at least one pair of coalitions are needed");
    }

    private static Diagnostics bases(Diagnostics diagnostics, double[] empty) {
        Diagnostics result = diagnostics;
        for (int t = 0; t < empty.length; t++) {
            result = result.with(empty.length == 1 ? "empty-score" : "empty-score[" + t + "]", empty[t]);
        }
        return result;
    }

    private Estimate exact(Game game, double[] full, double[] empty, double[] gains) {
        Game known = Game.of(game.players(), game.targets(), masks -> {
            boolean first = masks.size(0) == 0;
            double[] coalitionValues = game.evaluate(first ? masks.slice(1, masks.rows()) : masks);
            if (!first) {
                return coalitionValues;
            }
            double[] all = Arrays.copyOf(empty, empty.length + coalitionValues.length);
            System.arraycopy(coalitionValues, 0, all, empty.length, coalitionValues.length);
            return all;
        });
        double[][] values = ShapleyTable.values(known, full);
        double[][] errors = new double[values.length][game.players()];
        Diagnostics diagnostics = Diagnostics.NONE.with("samples", (1 << game.players()) - 2);
        return Estimate.of(values, errors, bases(gaps(diagnostics, values, gains), empty));
    }

    private static Diagnostics gaps(Diagnostics diagnostics, double[][] values, double[] gains) {
        double gap = 0;
        for (int t = 0; t < gains.length; t++) {
            gap = Math.max(gap, Math.abs(Arrays.stream(values[t]).sum() - gains[t]));
        }
        return diagnostics.with("completeness-gap", gap);
    }

    private Estimate textbook(Game game, double[] empty, double[] gains, int samples) {
        ReferenceSampler textbook =
                ReferenceSampler.draw(game.players(), samples, new SplittableRandom(settings.seed()));
        double[] coalitionValues = game.evaluate(textbook.masks());
        MaskBatch evaluated = textbook.masks().slice(0, coalitionValues.length / gains.length);
        if (evaluated.rows() == 0) {
            throw tooSmall();
        }
        double[][] values = new double[gains.length][];
        for (int t = 0; t < gains.length; t++) {
            values[t] = textbook.values(evaluated, coalitionValues, t, empty, gains);
        }
        return Estimate.of(
                values,
                gaps(Diagnostics.NONE.with("samples", evaluated.rows()), values, gains)
                        .with("sampling=textbook knows no error bars; use sampling=leverage to have them"));
    }

    private Estimate paired(Game game, double[] gains, long wanted) {
        if (settings.estimator() == Estimator.GAUSSIAN_PROCESS && wanted > GaussianProcess.MOST_PAIRS) {
            throw new IllegalArgumentException("the gaussian-process estimator takes at most "
                    + 2 * GaussianProcess.MOST_PAIRS + " samples, not " + 2 * wanted + "; use the regression");
        }
        CoalitionPairs drawing =
                CoalitionPairs.draw(game.players(), wanted, settings.sampling()::share, settings.seed());
        MaskBatch pairs = drawing.smaller();
        double[] coalitionValues = new double[0];
        int scored = 0;
        Estimate estimate = null;
        while (estimate == null || (scored < pairs.rows() && !isAccurate(estimate))) {
            int to = next(scored, pairs.rows(), game.players());
            double[] more = game.evaluate(CoalitionPairs.withComplements(pairs.slice(scored, to)));
            int rows = more.length / gains.length / 2;
            coalitionValues = Arrays.copyOf(coalitionValues, (scored + rows) * 2 * gains.length);
            System.arraycopy(more, 0, coalitionValues, scored * 2 * gains.length, rows * 2 * gains.length);
            boolean ended = rows < to - scored;
            scored += rows;
            if (scored == 0) {
                throw tooSmall();
            }
            estimate = settings.estimator() == Estimator.GAUSSIAN_PROCESS
                    ? process(pairs.slice(0, scored), coalitionValues, gains)
                    : regression(pairs.slice(0, scored), coalitionValues, gains, drawing.strata());
            if (ended) {
                break;
            }
        }
        return estimate;
    }

    /** The number of pairs after the next step: all at once unless an accuracy is wanted. */
    private int next(int scored, int pairs, int players) {
        if (settings.accuracy() == 0) {
            return pairs;
        }
        int step = Math.max(PAIRS_PER_PLAYER_BEFORE_LOOKING * players, (int) Math.ceil(scored * GROWTH));
        return Math.min(pairs, step);
    }

    private boolean isAccurate(Estimate estimate) {
        if (settings.accuracy() == 0) {
            return true;
        }
        return estimate.relativeError() <= settings.accuracy();
    }

    private Estimate regression(MaskBatch pairs, double[] coalitionValues, double[] gains, List<Stratum> strata) {
        int features = settings.features();
        boolean adjusted = settings.estimator() == Estimator.ADJUSTED_REGRESSION && features == 0;
        PairedRegression regression = new PairedRegression(pairs, coalitionValues, gains, strata, adjusted);
        double[][] values = new double[gains.length][];
        double[][] errors = new double[gains.length][];
        for (int t = 0; t < gains.length; t++) {
            values[t] = features == 0 ? regression.values(t) : regression.values(t, features);
            errors[t] = regression.hasErrors() ? regression.standardErrors(t, values[t]) : new double[0];
        }
        if (regression.hasErrors()) {
            Estimate estimate = described(values, errors, gains, pairs.rows());
            return features == 0
                    ? estimate
                    : estimate.with(estimate.diagnostics()
                            .with("the error bars do not count that the " + features
                                    + " regions were chosen by the same samples"));
        }
        return Estimate.of(
                values,
                gaps(Diagnostics.NONE.with("samples", 2.0 * pairs.rows()), values, gains)
                        .with(undetermined(pairs)));
    }

    private static String undetermined(MaskBatch pairs) {
        return pairs.rows() < pairs.players() - 1
                ? "fewer pairs of coalitions (" + pairs.rows() + ") than regions (" + pairs.players()
                        + "): the values are not determined; use at least " + 2 * pairs.players() + " samples"
                : "hardly more pairs of coalitions (" + pairs.rows() + ") than regions (" + pairs.players()
                        + "): how uncertain the values are is not known; use at least " + 3 * pairs.players()
                        + " samples";
    }

    private static Estimate process(MaskBatch pairs, double[] coalitionValues, double[] gains) {
        GaussianProcess process = new GaussianProcess(pairs, coalitionValues, gains);
        double[][] values = new double[gains.length][];
        double[][] errors = new double[gains.length][];
        for (int t = 0; t < gains.length; t++) {
            values[t] = process.values(t);
            errors[t] = process.standardErrors(t);
        }
        return described(values, errors, gains, pairs.rows());
    }

    private static Estimate described(double[][] values, double[][] errors, double[] gains, int pairs) {
        Diagnostics diagnostics = gaps(Diagnostics.NONE.with("samples", 2.0 * pairs), values, gains);
        Estimate estimate = Estimate.of(values, errors, diagnostics);
        return estimate.with(diagnostics.with("relative-error", estimate.relativeError()));
    }
}
