package xai4j.segment;

import java.util.Arrays;
import java.util.Objects;
import xai4j.image.Box;

/**
 * A partition of an image into regions with ids 0…M−1.
 *
 * <p>Ids are dense: every one of them occurs.
 */
public final class Segmentation {
    private final int width;
    private final int height;
    private final int count;
    private final int[] ids;

    private Segmentation(int width, int height, int count, int[] ids) {
        this.width = width;
        this.height = height;
        this.count = count;
        this.ids = ids;
    }

    /**
     * Makes a segmentation of any labels, renumbering them densely in ascending order of label.
     *
     * @param labels row-major, one per pixel
     * @throws IllegalArgumentException if the number of labels is not {@code width · height}, or zero
     */
    public static Segmentation of(int width, int height, int[] labels) {
        if (width < 1 || height < 1 || labels.length != width * height) {
            throw new IllegalArgumentException(
                    labels.length + " labels do not fill " + width + "×" + height + " pixels");
        }
        int[] distinct = distinct(labels);
        int[] ids = new int[labels.length];
        for (int i = 0; i < ids.length; i++) {
            // neighbours mostly have one label
            ids[i] = i > 0 && labels[i] == labels[i - 1] ? ids[i - 1] : Arrays.binarySearch(distinct, labels[i]);
        }
        return new Segmentation(width, height, distinct.length, ids);
    }

    /** The labels in ascending order, each once. */
    private static int[] distinct(int[] labels) {
        int[] sorted = labels.clone();
        Arrays.sort(sorted);
        int count = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != sorted[count - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Number of regions M. */
    public int count() {
        return count;
    }

    /** Id of the region at a pixel. */
    public int at(int x, int y) {
        return ids[y * width + x];
    }

    /** Ids row by row, as a fresh array. */
    public int[] ids() {
        return ids.clone();
    }

    /**
     * The smallest box that holds a region.
     *
     * @throws IndexOutOfBoundsException if there is no such region
     */
    public Box bounds(int region) {
        Objects.checkIndex(region, count);
        int top = height;
        int bottom = 0;
        int left = width;
        int right = 0;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == region) {
                top = Math.min(top, i / width);
                bottom = Math.max(bottom, i / width + 1);
                left = Math.min(left, i % width);
                right = Math.max(right, i % width + 1);
            }
        }
        return new Box(top, bottom, left, right);
    }

    /** Number of pixels per region. */
    public int[] areas() {
        int[] areas = new int[count];
        for (int id : ids) {
            areas[id]++;
        }
        return areas;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Segmentation that
                && width == that.width
                && height == that.height
                && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return count + " regions on " + width + "×" + height;
    }
}
