package xai4j.anchors;

/** An anchor that was proposed, and what samples drawn since for it say of its precision. */
final class AnchorCandidate {
    private final long[] regions;
    private final double delta;
    private Count count = Count.NONE;

    /**
     * A candidate.
     *
     * @param regions bits of its regions
     * @param delta error probability of its bounds; those of all candidates of a search together stay below the wanted one
     */
    AnchorCandidate(long[] regions, double delta) {
        this.regions = regions.clone();
        this.delta = delta;
    }

    long[] regions() {
        return regions;
    }

    int size() {
        int size = 0;
        for (long word : regions) {
            size += Long.bitCount(word);
        }
        return size;
    }

    Count count() {
        return count;
    }

    void add(Count more) {
        count = count.plus(more);
    }

    double lower() {
        return count.lower(delta);
    }

    /** Whether its precision is as wanted, surely enough. */
    boolean isConfirmed(AnchorSettings settings) {
        return count.trials() > 0 && count.mean() >= settings.threshold() && lower() >= settings.promised();
    }

    AnchorRule rule(int players, boolean confirmed) {
        return AnchorRule.of(regions, players, count.mean(), lower(), count.upper(delta), confirmed);
    }
}
