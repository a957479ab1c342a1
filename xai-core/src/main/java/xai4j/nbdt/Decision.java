package xai4j.nbdt;

import java.util.List;

/**
 * What was decided at an inner node.
 *
 * @param node number of the node
 * @param chosen number of the child that the path takes
 * @param name name of that child
 * @param probability of that child, given the node
 * @param entropy of all the node's children, in nats: how much in doubt the decision was
 * @param alternatives the other children, the likeliest first
 */
public record Decision(
        int node, int chosen, String name, double probability, double entropy, List<Alternative> alternatives) {
    /** Copies the list. */
    public Decision {
        alternatives = List.copyOf(alternatives);
    }

    /**
     * A child that was not taken.
     *
     * @param node number of the child
     * @param name its name
     * @param probability given the node that was decided at
     */
    public record Alternative(int node, String name, double probability) {}
}
