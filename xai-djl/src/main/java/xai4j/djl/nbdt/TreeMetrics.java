package xai4j.djl.nbdt;

import org.jspecify.annotations.Nullable;
import xai4j.numeric.Validation;

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
 * @param validation what the tree came to on pictures held out to choose an epoch by, with the network's loss; null where none are
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
        @Nullable Validation validation,
        double seconds) {}
