package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.stream.IntStream;
import xai4j.numeric.Confusion;

/** Runs a network over pictures as they are and counts. */
public final class Evaluation {
    private static final int BATCH = 64;

    private Evaluation() {}

    /**
     * Runs.
     *
     * @param network whose first output are logits
     * @return classes that were predicted, and softmax cross-entropy
     */
    public static Confusion of(Network network, ImageBatches pictures) {
        return of(network, pictures, (picture, logits) -> {});
    }

    /** Told the logits of every picture. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes a picture's logits.
         *
         * @param picture its number
         * @param logits of its K classes, an array of its own
         */
        void accept(int picture, float[] logits);
    }

    /** Runs, and tells what the network puts out. */
    public static Confusion of(Network network, ImageBatches pictures, Listener listener) {
        Confusion confusion = new Confusion(pictures.labels());
        ParameterStore store = new ParameterStore(network.manager(), false);
        for (int start = 0; start < pictures.size(); start += BATCH) {
            int[] chosen = IntStream.range(start, Math.min(start + BATCH, pictures.size()))
                    .toArray();
            try (NDManager scope = network.manager().newSubManager()) {
                NDArray batch = pictures.batch(scope, chosen);
                NDList outputs = network.block().forward(store, new NDList(batch), false);
                outputs.attach(scope);
                float[] logits = outputs.get(0).toFloatArray();
                int classes = logits.length / chosen.length;
                for (int row = 0; row < chosen.length; row++) {
                    listener.accept(chosen[row], Arrays.copyOfRange(logits, row * classes, (row + 1) * classes));
                }
                float[] logProbabilities =
                        Scoped.in(scope, outputs.get(0).logSoftmax(1)).toFloatArray();
                count(confusion, pictures, chosen, logProbabilities);
            }
        }
        return confusion;
    }

    private static void count(Confusion confusion, ImageBatches pictures, int[] chosen, float[] logProbabilities) {
        int classes = pictures.labels().size();
        for (int row = 0; row < chosen.length; row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logProbabilities[row * classes + c] > logProbabilities[row * classes + best]) {
                    best = c;
                }
            }
            int truth = pictures.images().label(chosen[row]);
            confusion.add(truth, best);
            confusion.addLoss(-logProbabilities[row * classes + truth]);
        }
    }
}
