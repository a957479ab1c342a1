package xai4j.anchors;

/**
 * How an anchor is searched for.
 *
 * @param threshold wanted precision
 * @param delta probability of a wrong word about a precision
 * @param tolerance how far a lower bound may stay below the wanted precision, and when two candidates count as equal
 * @param beam candidates kept per size
 * @param maxSize most regions
 * @param batch samples drawn at once
 * @param rounds most rounds of telling candidates of one size apart
 * @param confirmation most fresh samples per candidate
 */
record AnchorSettings(
        double threshold,
        double delta,
        double tolerance,
        int beam,
        int maxSize,
        int batch,
        int rounds,
        int confirmation) {}
