package xai4j.nbdt;

/** How a tree comes to its answer. */
public enum TreeRule {
    /** The likeliest child at every node, from the root down. */
    HARD,
    /** The class with the largest product of probabilities on the way to it, so that early doubts can be made up for. */
    SOFT
}
