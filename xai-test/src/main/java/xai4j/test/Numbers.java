package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Tensors compared, stacked and asked for at once. */
final class Numbers {
    private Numbers() {}

    /**
     * Fails unless two tensors have one shape and their values differ by no more than a share of the largest expected magnitude; 0
     * asks for the same bits.
     */
    static void assertSame(Tensor actual, Tensor expected, double tolerance, String what) {
        assertThat(actual.shape()).as(what + ": shape").isEqualTo(expected.shape());
        if (tolerance == 0) {
            assertThat(actual.toArray()).as(what).containsExactly(expected.toArray());
            return;
        }
        double allowed = tolerance * Math.max(largest(expected), Float.MIN_NORMAL);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(Math.abs((double) actual.at(i) - expected.at(i)))
                    .as("%s: value %d is %s, expected %s", what, i, actual.at(i), expected.at(i))
                    .isLessThanOrEqualTo(allowed);
        }
    }

    static double largest(Tensor tensor) {
        double largest = 0;
        for (int i = 0; i < tensor.size(); i++) {
            largest = Math.max(largest, Math.abs(tensor.at(i)));
        }
        return largest;
    }

    /** Rows {@code index…index} as a batch of one with its own memory. */
    static Tensor alone(Tensor batch, int index) {
        return batch.slice(index, index + 1).copy();
    }

    /** The rows in the opposite order. */
    static Tensor reversed(Tensor batch) {
        Tensor reversed = Tensor.zeros(batch.shape());
        int rows = batch.shape().dim(0);
        for (int row = 0; row < rows; row++) {
            reversed.row(rows - 1 - row).buffer().put(batch.row(row).buffer());
        }
        return reversed;
    }

    /** One image as many times as there are rows to be. */
    static Tensor repeated(Tensor image, int rows) {
        Shape shape = image.shape();
        Tensor batch = Tensor.zeros(shape.withFirst(rows));
        for (int row = 0; row < rows; row++) {
            batch.slice(row, row + 1).buffer().put(image.buffer());
        }
        return batch;
    }

    /** What a question gives, asked by several threads at once, several times by each. */
    static <T> List<T> fromManyThreads(Callable<T> question) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<T>> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                asked.add(threads.submit(question));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
