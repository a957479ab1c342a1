package xai4j.coalition;

import java.util.function.Function;
import xai4j.coalition.mask.MaskBatch;

/** A game made of a function. */
record FunctionGame(int players, int targets, Function<MaskBatch, double[]> value) implements Game {
    FunctionGame {
        if (players < 1) {
            throw new IllegalArgumentException("a game needs at least one player, not " + players);
        }
        if (targets < 1) {
            throw new IllegalArgumentException("a game needs at least one target, not " + targets);
        }
    }

    @Override
    public double[] evaluate(MaskBatch coalitions) {
        return value.apply(coalitions);
    }
}
