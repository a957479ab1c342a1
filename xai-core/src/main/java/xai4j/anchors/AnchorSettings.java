package xai4j.anchors;

/**
 * How an anchor is searched for.
 *
 * @param threshold wanted precision
 * @param delta probability of a wrong word about a precision
 * @param tolerance how far a lower bound may stay below the wanted precision
 * @param beam regions in a row that cannot be left out of an anchor before it counts as small
 * @param maxSize most regions; 0 is no limit
 * @param batch samples drawn at once
 * @param confirmation most samples per candidate
 */
record AnchorSettings(
        double threshold, double delta, double tolerance, int beam, int maxSize, int batch, int confirmation) {
    /** The lower bound that confirms an anchor. */
    double promised() {
        return threshold - tolerance;
    }

    /** Most regions of an anchor among so many. */
    int most(int players) {
        return maxSize == 0 ? players : Math.min(maxSize, players);
    }
}
