package xai4j.djl.prototype;

import xai4j.djl.train.EpochMetrics;

/**
 * What an epoch, a push or a pruning came to.
 *
 * @param phase which of them
 * @param prototypes how many prototypes there are afterwards
 * @param cluster mean squared distance from training pictures to the nearest prototype of their class
 * @param separation the same to the nearest prototype of another class
 * @param metrics losses and accuracies; the training loss is the cross-entropy alone, as on the test pictures
 */
public record ProtoPNetEpoch(Phase phase, int prototypes, double cluster, double separation, EpochMetrics metrics) {}
