package xai4j.coalition;

import java.util.Arrays;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.numeric.Cancellation;

/** A game that ends when a budget is spent. */
record LimitedGame(Game game, BudgetTracker tracker) implements Game {
    private static final int CHUNK = 256;

    @Override
    public int players() {
        return game.players();
    }

    @Override
    public int targets() {
        return game.targets();
    }

    @Override
    public double[] evaluate(MaskBatch coalitions) {
        int granted = tracker.reserve(coalitions.rows(), 1);
        double[] values = new double[granted * targets()];
        int done = 0;
        while (done < granted && !tracker.expired()) {
            Cancellation.check();
            int to = tracker.budget().isTimed() ? Math.min(granted, done + CHUNK) : granted;
            double[] part = game.evaluate(to - done == coalitions.rows() ? coalitions : coalitions.slice(done, to));
            System.arraycopy(part, 0, values, done * targets(), part.length);
            tracker.count(to - done);
            done = to;
        }
        tracker.release(granted - done);
        return done == granted ? values : Arrays.copyOf(values, done * targets());
    }
}
