package xai4j.anchors;

import java.util.Arrays;
import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** Anchors of a game of few regions: every coalition is played once, and precisions are exact. */
final class AnchorEnumeration {
    private static final int MOST_PLAYERS = 11;

    private final AnchorSettings settings;
    private final int players;

    AnchorEnumeration(AnchorSettings settings, int players) {
        this.settings = settings;
        this.players = players;
    }

    /** Whether a game is small enough for a budget. */
    static boolean suits(int players, long budget) {
        return players <= MOST_PLAYERS && 1L << players <= budget;
    }

    /**
     * The smallest anchor that is precise enough, the most precise of its size. Coalitions are played in random order, so that those of a game that
     * ends early are a fair sample.
     */
    AnchorRule search(Game game, long seed) {
        int[] order = shuffled(1 << players, new SplittableRandom(seed));
        MaskBatch masks = MaskBatch.empty(players, order.length);
        for (int row = 0; row < order.length; row++) {
            masks.setWord(row, 0, order[row]);
        }
        double[] inOrder = game.evaluate(masks);
        double[] holding = new double[order.length];
        double[] evaluated = new double[order.length];
        for (int row = 0; row < inOrder.length; row++) {
            holding[order[row]] = Prediction.holds(inOrder[row]) ? 1 : 0;
            evaluated[order[row]] = 1;
        }
        addSupersets(holding);
        addSupersets(evaluated);
        return inOrder.length == order.length ? exact(holding, evaluated) : ofPart(holding, evaluated);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** Makes of a number per coalition, for each of them, the sum over all that contain it. */
    private void addSupersets(double[] numbers) {
        for (int player = 0; player < players; player++) {
            for (int s = 0; s < numbers.length; s++) {
                if ((s >> player & 1) == 0) {
                    numbers[s] += numbers[s | 1 << player];
                }
            }
        }
    }

    private AnchorRule exact(double[] holding, double[] evaluated) {
        double[] precisions = new double[holding.length];
        Arrays.setAll(precisions, anchor -> holding[anchor] / evaluated[anchor]);
        int best = 0;
        for (int anchor = 1; anchor < precisions.length; anchor++) {
            best = isBetter(anchor, best, precisions) ? anchor : best;
        }
        double precision = precisions[best];
        return AnchorRule.of(
                new long[] {best}, players, precision, precision, precision, precision >= settings.threshold());
    }

    private boolean isBetter(int anchor, int best, double[] precisions) {
        int most = settings.most(players);
        boolean precise = precisions[anchor] >= settings.threshold() && Integer.bitCount(anchor) <= most;
        boolean bestPrecise = precisions[best] >= settings.threshold() && Integer.bitCount(best) <= most;
        if (precise != bestPrecise) {
            return precise;
        }
        if (Integer.bitCount(anchor) > most) {
            return false;
        }
        int sizes = Integer.compare(Integer.bitCount(best), Integer.bitCount(anchor));
        if (precise && sizes != 0) {
            return sizes > 0;
        }
        return precisions[anchor] > precisions[best];
    }

    /** The anchor of which the coalitions played say most surely that it is precise; bounds hold for all anchors at once. */
    private AnchorRule ofPart(double[] holding, double[] evaluated) {
        double delta = settings.delta() / evaluated.length;
        int best = 0;
        for (int anchor = 1; anchor < evaluated.length; anchor++) {
            best = count(holding, evaluated, anchor).lower(delta)
                            > count(holding, evaluated, best).lower(delta)
                    ? anchor
                    : best;
        }
        Count count = count(holding, evaluated, best);
        return AnchorRule.of(new long[] {best}, players, count.mean(), count.lower(delta), count.upper(delta), false);
    }

    private static Count count(double[] holding, double[] evaluated, int anchor) {
        return new Count(Math.round(holding[anchor]), Math.round(evaluated[anchor]));
    }
}
