package xai4j.djl.export;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;
import xai4j.numeric.NumericMatch;

/** Whether a guess about a block's function is right, judged by its numbers. */
final class FunctionGuess {
    private static final double TOLERANCE = 1e-5;

    private FunctionGuess() {}

    /** Whether a guess can be computed and gives these numbers. */
    static boolean explains(NDArray actual, Supplier<NDArray> guess) {
        NDArray expected;
        try {
            expected = guess.get();
        } catch (EngineException | IllegalArgumentException e) {
            return false;
        }
        return expected.getShape().equals(actual.getShape())
                && NumericMatch.byPlace(actual.toFloatArray(), expected.toFloatArray(), TOLERANCE);
    }
}
