package xai4j.onnx.graph;

import xai4j.model.ScoreKind;

/**
 * Where the class scores of a model are.
 *
 * @param scores the value that holds one score per class
 * @param logits the value before the final softmax or sigmoid; the scores themselves when there is none
 * @param kind what the scores are
 * @param classes number of classes
 * @param added what the graph needs for these values to be in it; mostly nothing
 * @param note what a person should know of the way from an output to the scores; empty when they are the output
 */
record ScorePath(String scores, String logits, ScoreKind kind, int classes, TailGraph added, String note) {
    /** Number of classes of scores {@code [N, K]}, {@code [N, K, 1, 1]}, {@code [N, 1, 1, K]}, {@code [N]} or, of one image, {@code [K]}. */
    static long classes(Shapes shapes, String value, long batch) {
        long[] dims = shapes.dims(value);
        if (dims.length == 1) {
            return dims[0] == batch ? 1 : dims[0];
        }
        long largest = 1;
        for (int i = 1; i < dims.length; i++) {
            largest = Math.max(largest, dims[i]);
        }
        return largest;
    }

    /** Whether a value is one number, or a list of numbers, per image. */
    static boolean isRow(Shapes shapes, String value, long batch) {
        if (!shapes.isKnown(value)) {
            return false;
        }
        long[] dims = shapes.dims(value);
        return dims.length == 1
                ? dims[0] == batch || !shapes.isBatchDynamic()
                : dims.length > 1 && Dims.size(dims) == dims[0] * classes(shapes, value, batch);
    }
}
