package xai4j.coalition.mask;

import java.util.Arrays;
import xai4j.segment.Segmentation;

/**
 * A segmentation as runs of neighbouring pixels of one region, planned once, so that images are composed in bulk copies.
 *
 * <p>Runs go on across the ends of rows of pixels.
 */
public final class RegionRuns {
    private final int[] ends;
    private final int[] regions;

    private RegionRuns(int[] ends, int[] regions) {
        this.ends = ends;
        this.regions = regions;
    }

    public static RegionRuns of(Segmentation segmentation) {
        int[] ids = segmentation.ids();
        int[] ends = new int[ids.length];
        int[] regions = new int[ids.length];
        int count = 0;
        for (int i = 1; i <= ids.length; i++) {
            if (i == ids.length || ids[i] != ids[i - 1]) {
                regions[count] = ids[i - 1];
                ends[count++] = i;
            }
        }
        return new RegionRuns(Arrays.copyOf(ends, count), Arrays.copyOf(regions, count));
    }

    /** Number of runs, hence the most spans of any coalition. */
    public int count() {
        return ends.length;
    }

    /** Whether the first pixel is present. */
    public boolean startsPresent(MaskBatch masks, int row) {
        return masks.present(row, regions[0]);
    }

    /**
     * Where presence changes: writes the ends of the spans, which are present and absent in turn, and returns how many there
     * are.
     */
    public int spans(MaskBatch masks, int row, int[] spanEnds) {
        return masks.words() == 1 ? spans(masks.word(row, 0), spanEnds) : spansOfMany(masks, row, spanEnds);
    }

    /** The same where one word holds all players. */
    private int spans(long present, int[] spanEnds) {
        int count = 0;
        long last = present >>> regions[0] & 1;
        for (int run = 1; run < regions.length; run++) {
            long next = present >>> regions[run] & 1;
            spanEnds[count] = ends[run - 1];
            count += (int) (next ^ last);
            last = next;
        }
        spanEnds[count++] = ends[regions.length - 1];
        return count;
    }

    private int spansOfMany(MaskBatch masks, int row, int[] spanEnds) {
        int count = 0;
        boolean last = startsPresent(masks, row);
        for (int run = 1; run < regions.length; run++) {
            boolean present = masks.present(row, regions[run]);
            if (present != last) {
                spanEnds[count++] = ends[run - 1];
                last = present;
            }
        }
        spanEnds[count++] = ends[regions.length - 1];
        return count;
    }
}
