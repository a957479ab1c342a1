package xai4j.nbdt;

import java.util.List;

/**
 * The children of an inner node for one image.
 *
 * @param node number of the node
 * @param scores per child the mean of the logits of the classes below it
 * @param probabilities per child, their softmax
 * @param entropy of the probabilities, in nats
 */
public record NodeProbabilities(int node, List<Double> scores, List<Double> probabilities, double entropy) {
    /** Copies the lists. */
    public NodeProbabilities {
        scores = List.copyOf(scores);
        probabilities = List.copyOf(probabilities);
    }
}
