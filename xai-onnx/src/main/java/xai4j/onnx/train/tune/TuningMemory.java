package xai4j.onnx.train.tune;

/**
 * What a tuning takes beside the maps that it learns from.
 *
 * @param weights how many arrays of the file's own are trained, without the head that is put behind them
 * @param bytesOfWeights their numbers, gradients, and what the optimiser remembers of them
 * @param bytesOfValues what lies between input and gradients for the pictures that are at work at once, if nothing of it is given up early
 */
public record TuningMemory(int weights, long bytesOfWeights, long bytesOfValues) {
    /** Pictures that are at work at once. */
    static final int TOGETHER = 4;

    static TuningMemory of(TuningGraph graph) {
        long numbers = graph.weights().values().stream()
                .mapToLong(stored -> stored.floats().length)
                .sum();
        return new TuningMemory(
                graph.weights().size(),
                numbers * (Float.BYTES * (1 + 2L * TOGETHER) + Double.BYTES * 4L),
                TOGETHER * graph.bytesOfValues());
    }
}
