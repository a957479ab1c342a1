package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import xai4j.image.ObjectMask;
import xai4j.render.Pixels;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;

/**
 * Where the object of a picture probably is, if nobody says it: backgrounds reach the border of a photograph along small steps of colour, objects do not
 * (geodesic saliency, Wei et al. 2012). Regions whose way to the border is longer than Otsu's threshold are taken for the object.
 */
final class EstimatedObject {
    private static final int REGIONS = 200;
    private static final int CHANNELS = 3;
    private static final int LEVELS = 64;
    /** Steps of colour as they are among the pixels of one surface. */
    private static final double SMALL = 8;

    private EstimatedObject() {}

    static ObjectMask of(BufferedImage picture) {
        Segmentation regions = Segmenter.slic(REGIONS).segment(picture);
        int[] ids = regions.ids();
        double[] way = waysToTheBorder(regions, means(picture, regions));
        double threshold = otsu(regions, way);
        BitSet object = new BitSet();
        for (int i = 0; i < ids.length; i++) {
            object.set(i, way[ids[i]] > threshold);
        }
        return ObjectMask.of(regions.width(), regions.height(), object);
    }

    private static double[][] means(BufferedImage picture, Segmentation regions) {
        int[] pixels = Pixels.rgb(picture);
        int[] ids = regions.ids();
        int[] areas = regions.areas();
        double[][] means = new double[regions.count()][CHANNELS];
        for (int i = 0; i < ids.length; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                means[ids[i]][c] += (double) (pixels[i] >> 8 * c & 0xFF) / areas[ids[i]];
            }
        }
        return means;
    }

    /** The shortest way of each region, over neighbours, to one that touches the border; a step is as long as the colours differ. */
    private static double[] waysToTheBorder(Segmentation regions, double[]... means) {
        List<Set<Integer>> neighbours = neighbours(regions);
        double[] way = new double[regions.count()];
        Arrays.fill(way, Double.POSITIVE_INFINITY);
        record Stop(int region, double way) {}
        PriorityQueue<Stop> open =
                new PriorityQueue<>(Comparator.comparingDouble(Stop::way).thenComparingInt(Stop::region));
        for (int region : border(regions)) {
            way[region] = 0;
            open.add(new Stop(region, 0));
        }
        while (!open.isEmpty()) {
            Stop stop = open.remove();
            if (stop.way() > way[stop.region()]) {
                continue;
            }
            for (int next : neighbours.get(stop.region())) {
                double longer = stop.way() + step(means[stop.region()], means[next]);
                if (longer < way[next]) {
                    way[next] = longer;
                    open.add(new Stop(next, longer));
                }
            }
        }
        return way;
    }

    private static double step(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < CHANNELS; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return Math.max(0, Math.sqrt(sum) - SMALL);
    }

    private static Set<Integer> border(Segmentation regions) {
        Set<Integer> border = new TreeSet<>();
        for (int x = 0; x < regions.width(); x++) {
            border.add(regions.at(x, 0));
            border.add(regions.at(x, regions.height() - 1));
        }
        for (int y = 0; y < regions.height(); y++) {
            border.add(regions.at(0, y));
            border.add(regions.at(regions.width() - 1, y));
        }
        return border;
    }

    private static List<Set<Integer>> neighbours(Segmentation regions) {
        List<Set<Integer>> neighbours = new ArrayList<>();
        IntStream.range(0, regions.count()).forEach(i -> neighbours.add(new TreeSet<>()));
        for (int y = 0; y < regions.height(); y++) {
            for (int x = 0; x < regions.width(); x++) {
                if (x + 1 < regions.width()) {
                    connect(neighbours, regions.at(x, y), regions.at(x + 1, y));
                }
                if (y + 1 < regions.height()) {
                    connect(neighbours, regions.at(x, y), regions.at(x, y + 1));
                }
            }
        }
        return neighbours;
    }

    private static void connect(List<Set<Integer>> neighbours, int a, int b) {
        if (a != b) {
            neighbours.get(a).add(b);
            neighbours.get(b).add(a);
        }
    }

    /** The way that parts near from far regions best, by area (Otsu 1979). */
    private static double otsu(Segmentation regions, double... way) {
        int[] areas = regions.areas();
        double longest = Arrays.stream(way).max().orElse(0);
        double best = 0;
        double widest = -1;
        for (int level = 0; level < LEVELS; level++) {
            double threshold = longest * level / LEVELS;
            double near = 0;
            double nearSum = 0;
            double far = 0;
            double farSum = 0;
            for (int i = 0; i < way.length; i++) {
                if (way[i] > threshold) {
                    far += areas[i];
                    farSum += areas[i] * way[i];
                } else {
                    near += areas[i];
                    nearSum += areas[i] * way[i];
                }
            }
            double apart = near == 0 || far == 0 ? 0 : near * far * Math.pow(farSum / far - nearSum / near, 2);
            if (apart > widest) {
                widest = apart;
                best = threshold;
            }
        }
        return best;
    }
}
