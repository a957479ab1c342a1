package xai4j.djl.nbdt;

import org.jspecify.annotations.Nullable;

/**
 * What an epoch of fine-tuning came to: the network and its tree side by side.
 *
 * @param epoch number, from 1; 0 is the network as it came
 * @param rate of the optimiser at its end
 * @param loss mean cross-entropy of the network in its batches, each before its step, on changed pictures; null for epoch 0, which
 *     measures none
 * @param testLoss mean cross-entropy of the network on the test pictures, as they are
 * @param network share of the test pictures that the network tells right
 * @param hardTree share that the tree tells right under the hard rule
 * @param softTree share that it tells right under the soft rule
 * @param seconds it took
 */
public record TreeMetrics(
        int epoch,
        double rate,
        @Nullable Double loss,
        double testLoss,
        double network,
        double hardTree,
        double softTree,
        double seconds) {}
