package xai4j.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.segment.Segmentation;

/** Overlapping regions of one image, ranked by what each adds per pixel (XRAI, Kapishnikov et al. 2019, algorithm 1). */
final class RegionRanking {
    private final int area;
    private final int smallestGain;
    private final List<int[]> regions;

    private RegionRanking(int area, int smallestGain, List<int[]> regions) {
        this.area = area;
        this.smallestGain = smallestGain;
        this.regions = regions;
    }

    /**
     * The regions of several segmentations.
     *
     * @param dilation pixels by which each region is widened
     * @param smallestGain pixels that a region must add to count
     */
    static RegionRanking of(List<Segmentation> cuts, int dilation, int smallestGain) {
        List<int[]> regions = new ArrayList<>();
        for (Segmentation cut : cuts) {
            for (int[] region : pixels(cut)) {
                regions.add(widened(cut, region, dilation));
            }
        }
        Segmentation first = cuts.get(0);
        return new RegionRanking(first.width() * first.height(), smallestGain, regions);
    }

    int size() {
        return regions.size();
    }

    /** The pixels of each region. */
    private static int[][] pixels(Segmentation cut) {
        int[] areas = cut.areas();
        int[][] pixels = new int[cut.count()][];
        for (int region = 0; region < pixels.length; region++) {
            pixels[region] = new int[areas[region]];
        }
        int[] ids = cut.ids();
        for (int i = ids.length - 1; i >= 0; i--) {
            pixels[ids[i]][--areas[ids[i]]] = i;
        }
        return pixels;
    }

    /** Pixels within a distance of a region. */
    private static int[] widened(Segmentation cut, int[] region, int distance) {
        if (distance == 0) {
            return region;
        }
        boolean[] inside = new boolean[cut.width() * cut.height()];
        for (int pixel : region) {
            int x = pixel % cut.width();
            int y = pixel / cut.width();
            inside[pixel] = true;
            if (isBorder(cut, cut.at(x, y), x, y)) {
                stamp(inside, cut.width(), cut.height(), x, y, distance);
            }
        }
        return IntStream.range(0, inside.length).filter(i -> inside[i]).toArray();
    }

    private static boolean isBorder(Segmentation cut, int region, int x, int y) {
        return x > 0 && cut.at(x - 1, y) != region
                || y > 0 && cut.at(x, y - 1) != region
                || x + 1 < cut.width() && cut.at(x + 1, y) != region
                || y + 1 < cut.height() && cut.at(x, y + 1) != region;
    }

    private static void stamp(boolean[] inside, int width, int height, int x, int y, int distance) {
        for (int dy = -distance; dy <= distance; dy++) {
            for (int dx = -distance; dx <= distance; dx++) {
                int column = x + dx;
                int row = y + dy;
                boolean within = column >= 0 && column < width && row >= 0 && row < height;
                if (within && dx * dx + dy * dy <= distance * distance) {
                    inside[row * width + column] = true;
                }
            }
        }
    }

    /**
     * Each pixel's value: the mean attribution of what its region added when it was chosen; pixels that no region added get the mean
     * of theirs.
     *
     * @param attribution per pixel, row by row
     * @param between looked at again and again; ends the work by an exception
     */
    float[] rank(double[] attribution, Runnable between) {
        boolean[] covered = new boolean[area];
        float[] values = new float[area];
        List<int[]> left = new ArrayList<>(regions);
        while (!left.isEmpty()) {
            between.run();
            List<int[]> kept = new ArrayList<>();
            int[] best = {};
            double bestGain = Double.NEGATIVE_INFINITY;
            for (int[] region : left) {
                Added added = Added.of(region, covered, attribution);
                if (added.pixels < smallestGain) {
                    continue;
                }
                kept.add(region);
                if (added.mean() > bestGain) {
                    bestGain = added.mean();
                    best = region;
                }
            }
            cover(best, covered, values, (float) bestGain);
            int[] chosen = best;
            kept.removeIf(region -> region == chosen);
            left = kept;
        }
        int[] all = IntStream.range(0, area).toArray();
        cover(all, covered, values, (float) Added.of(all, covered, attribution).mean());
        return values;
    }

    private static void cover(int[] region, boolean[] covered, float[] values, float value) {
        for (int pixel : region) {
            if (!covered[pixel]) {
                covered[pixel] = true;
                values[pixel] = value;
            }
        }
    }

    /** What a region adds to what is covered. */
    private record Added(int pixels, double sum) {
        static Added of(int[] region, boolean[] covered, double[] attribution) {
            int pixels = 0;
            double sum = 0;
            for (int pixel : region) {
                if (!covered[pixel]) {
                    pixels++;
                    sum += attribution[pixel];
                }
            }
            return new Added(pixels, sum);
        }

        double mean() {
            return pixels == 0 ? 0 : sum / pixels;
        }
    }
}
