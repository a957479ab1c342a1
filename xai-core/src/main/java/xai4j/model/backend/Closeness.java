package xai4j.model.backend;

import xai4j.tensor.Tensor;

/** Whether an engine's numbers are the expected ones, measured against the largest of them. */
final class Closeness {
    private static final float LEAST = 1e-3f;

    private Closeness() {}

    /** Whether no element differs by more than a share of the largest; false for numbers that are not finite. */
    static boolean within(Tensor actual, Tensor expected, float share) {
        float largest = LEAST;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!(Math.abs(actual.at(i) - expected.at(i)) <= share * largest)) {
                return false;
            }
        }
        return true;
    }
}
