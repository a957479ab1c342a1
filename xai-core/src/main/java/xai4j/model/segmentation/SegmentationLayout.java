package xai4j.model.segmentation;

import java.util.List;

/**
 * How one row of raw outputs is read as maps {@code [K, h, w]}, class by class and row by row.
 *
 * @param classes K
 * @param height h
 * @param width w
 * @param labels names of the classes; possibly none
 */
public record SegmentationLayout(int classes, int height, int width, List<String> labels) {
    /** Copies the labels. */
    public SegmentationLayout {
        labels = List.copyOf(labels);
    }

    /** The same with names of the classes. */
    public SegmentationLayout withLabels(List<String> names) {
        return new SegmentationLayout(classes, height, width, names);
    }

    /** Number of places h · w. */
    public int area() {
        return height * width;
    }

    /** Name of a class. */
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : classes == 1 ? "foreground" : "class " + index;
    }

    /** The class with the highest score at each place; of a single map 0 where it is positive and −1 elsewhere. */
    public int[] predicted(float[] raw) {
        int[] best = new int[area()];
        for (int place = 0; place < best.length; place++) {
            if (classes == 1) {
                best[place] = raw[place] > 0 ? 0 : -1;
                continue;
            }
            for (int k = 1; k < classes; k++) {
                best[place] = raw[k * area() + place] > raw[best[place] * area() + place] ? k : best[place];
            }
        }
        return best;
    }
}
