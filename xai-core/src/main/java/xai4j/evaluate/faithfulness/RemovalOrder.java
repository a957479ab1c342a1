package xai4j.evaluate.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.evaluate.Judged;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Options;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.numeric.SortOrder;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;

/**
 * The units of an image from the most to the least relevant by the sign of their attribution, never by its magnitude: what speaks against the
 * class goes last. Among equals the later unit goes first, as in RISE's own evaluation.
 */
final class RemovalOrder {
    private final int[][] pixels;
    private final int area;
    private final int step;

    private RemovalOrder(int[][] pixels, int area, int step) {
        this.pixels = pixels;
        this.area = area;
        this.step = step;
    }

    /**
     * The order of an explanation's units.
     *
     * @throws UndefinedMetricException if all have the same attribution
     */
    static RemovalOrder of(Judged judged, Options options) {
        int width = judged.image().input().width();
        int height = judged.image().input().height();
        Units units = options.get(RemovalOptions.UNITS);
        int wanted = options.get(RemovalOptions.STEP);
        if (units == Units.PIXELS) {
            int[] own = IntStream.range(0, width * height).toArray();
            return of(judged.pixels(), own, wanted == 0 ? width : wanted);
        }
        if (units == Units.CELLS && judged.explanation() instanceof SaliencyMap map) {
            return of(judged.pieces(), cells(map.values().shape(), width, height), Math.max(1, wanted));
        }
        if (judged.explanation() instanceof SegmentAttribution regions) {
            return of(judged.pieces(), regions.segmentation().ids(), Math.max(1, wanted));
        }
        Segmentation found =
                options.get(RemovalOptions.SEGMENTER).segment(judged.image().modelPicture());
        return of(means(judged.pixels(), found), found.ids(), Math.max(1, wanted));
    }

    /**
     * An order of units.
     *
     * @param relevance of each unit
     * @param unitOf the unit of each pixel
     * @param step units from one point of a curve to the next
     */
    static RemovalOrder of(double[] relevance, int[] unitOf, int step) {
        requireOrder(relevance);
        int[][] members = new int[relevance.length][];
        int[] counts = new int[relevance.length];
        for (int unit : unitOf) {
            counts[unit]++;
        }
        Arrays.setAll(members, unit -> new int[counts[unit]]);
        for (int pixel = unitOf.length - 1; pixel >= 0; pixel--) {
            members[unitOf[pixel]][--counts[unitOf[pixel]]] = pixel;
        }
        int[] ascending = SortOrder.ascending(relevance);
        int[][] ordered = new int[relevance.length][];
        Arrays.setAll(ordered, i -> members[ascending[ascending.length - 1 - i]]);
        return new RemovalOrder(ordered, unitOf.length, step);
    }

    /** Refuses attributions that put nothing before anything else; an empty map must not score well by the order of its pixels. */
    static void requireOrder(double... relevance) {
        if (Arrays.stream(relevance).allMatch(value -> value == relevance[0])) {
            throw new UndefinedMetricException(
                    "every place has the same attribution (" + relevance[0] + "), so that none comes before another");
        }
    }

    /** The same from the least to the most relevant. */
    RemovalOrder reversed() {
        int[][] other = pixels.clone();
        for (int i = 0; i < other.length; i++) {
            other[i] = pixels[other.length - 1 - i];
        }
        return new RemovalOrder(other, area, step);
    }

    /** Nothing, then the first units of the order, step by step, until everything. */
    List<BitSet> prefixes() {
        List<BitSet> sets = new ArrayList<>();
        BitSet chosen = new BitSet(area);
        sets.add(new BitSet(area));
        for (int from = 0; from < pixels.length; from += step) {
            for (int unit = from; unit < Math.min(pixels.length, from + step); unit++) {
                for (int pixel : pixels[unit]) {
                    chosen.set(pixel);
                }
            }
            sets.add((BitSet) chosen.clone());
        }
        return sets;
    }

    /** The first pixels of the order: at most this share of all. */
    BitSet first(double share) {
        BitSet chosen = new BitSet(area);
        long room = Math.round(share * area);
        for (int unit = 0; unit < pixels.length && pixels[unit].length <= room; unit++) {
            room -= pixels[unit].length;
            for (int pixel : pixels[unit]) {
                chosen.set(pixel);
            }
        }
        return chosen;
    }

    /** The share of all pixels that sets hold. */
    List<Double> shares(List<BitSet> sets) {
        return sets.stream().map(set -> (double) set.cardinality() / area).toList();
    }

    private static int[] cells(Shape shape, int width, int height) {
        int rows = shape.dim(-2);
        int columns = shape.dim(-1);
        return IntStream.range(0, width * height)
                .map(pixel -> pixel / width * rows / height * columns + pixel % width * columns / width)
                .toArray();
    }

    static double[] means(double[] pixels, Segmentation regions) {
        int[] ids = regions.ids();
        int[] areas = regions.areas();
        double[] means = new double[regions.count()];
        for (int pixel = 0; pixel < ids.length; pixel++) {
            means[ids[pixel]] += pixels[pixel] / areas[ids[pixel]];
        }
        return means;
    }
}
