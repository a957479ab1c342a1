package xai4j.evaluate.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.evaluate.Judged;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explanation;
import xai4j.explain.Options;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.numeric.SortOrder;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;

/**
 * The units of an image from the most to the least relevant by the sign of their attribution, never by its magnitude: what speaks against the
 * class goes last. Among equals the later unit goes first, as in RISE's own evaluation.
 */
final class RemovalOrder {
    private final int[] pixels;
    /** Where the pixels of each unit end among them. */
    private final int[] ends;

    private final int step;

    private RemovalOrder(int[] pixels, int[] ends, int step) {
        this.pixels = pixels;
        this.ends = ends;
        this.step = step;
    }

    /** What an order depends on, so that metrics share it. */
    private record Key(Explanation explanation, int target, Units units, Segmenter segmenter) {}

    /**
     * The order of an explanation's units.
     *
     * @throws UndefinedMetricException if all have the same attribution
     */
    static RemovalOrder of(Judged judged, Options options) {
        Units units = options.get(RemovalOptions.UNITS);
        Segmenter segmenter = options.get(RemovalOptions.SEGMENTER);
        int wanted = options.get(RemovalOptions.STEP);
        int byDefault = units == Units.PIXELS ? judged.image().input().width() : 1;
        Key key = new Key(judged.explanation(), judged.target(), units, segmenter);
        return judged.scores()
                .once(key, RemovalOrder.class, () -> of(judged, units, segmenter))
                .by(wanted == 0 ? byDefault : wanted);
    }

    private static RemovalOrder of(Judged judged, Units units, Segmenter segmenter) {
        int width = judged.image().input().width();
        int height = judged.image().input().height();
        if (units == Units.PIXELS) {
            int[] own = IntStream.range(0, width * height).toArray();
            return of(judged.pixels(), own, 1);
        }
        if (units == Units.CELLS && judged.explanation() instanceof SaliencyMap map) {
            return of(judged.pieces(), cells(map.values().shape(), width, height), 1);
        }
        if (judged.explanation() instanceof SegmentAttribution regions) {
            return of(judged.pieces(), regions.segmentation().ids(), 1);
        }
        Segmentation found = segmenter.segment(judged.image().modelPicture());
        return of(means(judged.pixels(), found), found.ids(), 1);
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
        int[] ascending = SortOrder.ascending(relevance);
        int[] places = new int[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            places[ascending[i]] = ascending.length - 1 - i;
        }
        int[] ends = new int[ascending.length];
        for (int unit : unitOf) {
            ends[places[unit]]++;
        }
        for (int place = 1; place < ends.length; place++) {
            ends[place] += ends[place - 1];
        }
        int[] next = ends.clone();
        int[] pixels = new int[unitOf.length];
        for (int pixel = unitOf.length - 1; pixel >= 0; pixel--) {
            pixels[--next[places[unitOf[pixel]]]] = pixel;
        }
        return new RemovalOrder(pixels, ends, step);
    }

    /** Refuses attributions that put nothing before anything else; an empty map must not score well by the order of its pixels. */
    static void requireOrder(double... relevance) {
        if (Arrays.stream(relevance).allMatch(value -> value == relevance[0])) {
            throw new UndefinedMetricException(
                    "every place has the same attribution (" + relevance[0] + "), so that none comes before another");
        }
    }

    /** The same with other steps. */
    private RemovalOrder by(int other) {
        return new RemovalOrder(pixels, ends, other);
    }

    /** The same from the least to the most relevant. */
    RemovalOrder reversed() {
        int[] backwards = new int[pixels.length];
        int[] behind = new int[ends.length];
        int filled = 0;
        for (int i = 0; i < ends.length; i++) {
            int unit = ends.length - 1 - i;
            System.arraycopy(pixels, start(unit), backwards, filled, ends[unit] - start(unit));
            filled += ends[unit] - start(unit);
            behind[i] = filled;
        }
        return new RemovalOrder(backwards, behind, step);
    }

    private int start(int unit) {
        return unit == 0 ? 0 : ends[unit - 1];
    }

    /** Nothing, then the first units of the order, step by step, until everything. */
    List<BitSet> prefixes() {
        List<BitSet> sets = new ArrayList<>();
        BitSet chosen = new BitSet(pixels.length);
        sets.add(new BitSet(pixels.length));
        for (int from = 0; from < ends.length; from += step) {
            int behind = (int) Math.min(ends.length, (long) from + step);
            choose(chosen, start(from), ends[behind - 1]);
            sets.add((BitSet) chosen.clone());
            if (behind == ends.length) {
                break;
            }
        }
        return sets;
    }

    private void choose(BitSet chosen, int from, int to) {
        for (int i = from; i < to; i++) {
            chosen.set(pixels[i]);
        }
    }

    /** The first pixels of the order: at most this share of all. */
    BitSet first(double share) {
        BitSet chosen = new BitSet(pixels.length);
        long room = Math.round(share * pixels.length);
        int units = 0;
        while (units < ends.length && ends[units] <= room) {
            units++;
        }
        choose(chosen, 0, units == 0 ? 0 : ends[units - 1]);
        return chosen;
    }

    /** The share of all pixels that sets hold. */
    List<Double> shares(List<BitSet> sets) {
        return sets.stream()
                .map(set -> (double) set.cardinality() / pixels.length)
                .toList();
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
