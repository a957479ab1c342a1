package xai4j.djl.train;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import xai4j.model.ModelException;
import xai4j.numeric.Cancellation;
import xai4j.numeric.Confusion;

/**
 * A pass over the training pictures in random order, one step per batch. While the engine works on a batch the next one is
 * prepared. Order and changes of the pictures depend on the seed and the number of the epoch alone.
 */
public final class EpochRunner {
    private final Network network;
    private final ImageBatches train;
    private final int batch;
    private final Augmentation augmentation;
    private final long seed;

    /**
     * Prepares passes.
     *
     * @param batch pictures per step, fewer when there are not as many; what does not fill a batch sits out
     */
    public EpochRunner(Network network, ImageBatches train, int batch, Augmentation augmentation, long seed) {
        this.network = network;
        this.train = train;
        this.batch = Math.min(batch, train.size());
        this.augmentation = augmentation;
        this.seed = seed;
    }

    /** Steps of a pass. */
    public int batches() {
        return train.size() / batch;
    }

    /**
     * Makes a pass.
     *
     * @param stepper makes the steps
     * @param epoch number of the epoch, from 0
     * @param rate of each step, by its number in the pass
     * @param done told the number of steps made
     * @return cross-entropies and predictions, each before its step
     * @throws ModelException if the loss is no longer finite
     * @throws CancellationException if the thread is interrupted; its flag stays set
     */
    public Confusion run(TrainingStepper stepper, int epoch, IntToDoubleFunction rate, IntConsumer done) {
        int[] order = train.order(seed, epoch);
        Confusion seen = new Confusion(train.labels());
        CompletableFuture<float[]> next = prepared(order, 0, epoch);
        for (int b = 0; b < batches(); b++) {
            float[] pixels = next.join();
            Cancellation.check(Thread.currentThread(), () -> "training was interrupted in epoch " + (epoch + 1));
            if (b + 1 < batches()) {
                next = prepared(order, b + 1, epoch);
            }
            step(stepper, chosen(order, b), pixels, rate.applyAsDouble(b), seen, b + 1);
            done.accept(b + 1);
        }
        return seen;
    }

    private CompletableFuture<float[]> prepared(int[] order, int number, int epoch) {
        int[] chosen = chosen(order, number);
        return CompletableFuture.supplyAsync(() -> train.pixels(chosen, augmentation, seed, epoch));
    }

    private int[] chosen(int[] order, int number) {
        return Arrays.copyOfRange(order, number * batch, (number + 1) * batch);
    }

    private void step(TrainingStepper stepper, int[] chosen, float[] pixels, double rate, Confusion seen, int number) {
        try (NDManager scope = network.manager().newSubManager()) {
            TrainingStepper.Step step =
                    stepper.step(train.array(scope, chosen.length, pixels), train.labels(scope, chosen), rate);
            int classes = train.labels().size();
            for (int row = 0; row < chosen.length; row++) {
                int truth = train.images().label(chosen[row]);
                seen.add(truth, step.predicted(row, classes));
                seen.addLoss(step.crossEntropy(row, truth, classes));
            }
        } catch (ModelException e) {
            throw new ModelException(e.getMessage() + " in batch " + number, e);
        }
    }
}
