package xai4j.coalition;

import java.util.Locale;

/** Refuses so many regions that a method's tables of pairs of regions would not fit into memory, before the first is made. */
final class RegionMemory {
    private static final double PART_OF_HEAP = 0.5;
    private static final double GIGA = 1 << 30;

    private RegionMemory() {}

    /**
     * Checks.
     *
     * @param bytesPerPair what the method keeps for every pair of regions
     * @throws IllegalArgumentException if half of the memory that Java may use does not suffice; the message says how many regions would
     */
    static void require(String method, int regions, double bytesPerPair) {
        double most = PART_OF_HEAP * Runtime.getRuntime().maxMemory();
        double needed = bytesPerPair * regions * regions;
        if (needed > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s over %d regions needs about %.1f GB, more than half of the %.1f GB that Java may use here: choose a coarser"
                            + " segmentation (%d regions fit), or give Java more memory (-Xmx)",
                    method,
                    regions,
                    needed / GIGA,
                    most / PART_OF_HEAP / GIGA,
                    (int) Math.sqrt(most / bytesPerPair)));
        }
    }
}
