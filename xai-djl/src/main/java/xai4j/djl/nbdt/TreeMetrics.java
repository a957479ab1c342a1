package xai4j.djl.nbdt;

/**
 * What an epoch of fine-tuning came to: the network and its tree side by side.
 *
 * @param epoch number, from 1; 0 is the network as it came
 * @param rate of the optimiser at its end
 * @param loss mean loss of its batches, each before its step, on changed pictures; 0 for epoch 0
 * @param testLoss mean cross-entropy of the network on the test pictures
 * @param network share of the test pictures that the network tells right
 * @param hardTree share that the tree tells right under the hard rule
 * @param softTree share that it tells right under the soft rule
 * @param seconds it took
 */
public record TreeMetrics(
        int epoch,
        double rate,
        double loss,
        double testLoss,
        double network,
        double hardTree,
        double softTree,
        double seconds) {}
