package xai4j.prototype;

/** How a rectangle is put around the pixels to which a prototype answers most. */
public enum BoxRule {
    /** Around all of them, as Chen et al. do; it may span regions that lie apart. */
    ALL,
    /** Around the region that holds the maximum. */
    PEAK
}
