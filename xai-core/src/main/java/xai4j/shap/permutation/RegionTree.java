package xai4j.shap.permutation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import xai4j.segment.Segmentation;

/** Regions in a binary tree of neighbourhoods: every block is cut across its longer side into two of equally many regions. */
public final class RegionTree {
    private final int[] order;

    private RegionTree(int[] order) {
        this.order = order;
    }

    /** A block: regions {@code from} (inclusive) to {@code to} (exclusive) of the tree's order. */
    public record Block(int from, int to) {
        public boolean isRegion() {
            return to - from == 1;
        }

        public Block first() {
            return new Block(from, (from + to + 1) >>> 1);
        }

        public Block second() {
            return new Block((from + to + 1) >>> 1, to);
        }
    }

    /** The tree of regions by the positions of their centres. */
    public static RegionTree of(Segmentation regions) {
        double[] x = new double[regions.count()];
        double[] y = new double[regions.count()];
        int[] areas = regions.areas();
        for (int row = 0; row < regions.height(); row++) {
            for (int column = 0; column < regions.width(); column++) {
                int region = regions.at(column, row);
                x[region] += column / (double) areas[region];
                y[region] += row / (double) areas[region];
            }
        }
        Integer[] order = IntStream.range(0, x.length).boxed().toArray(Integer[]::new);
        sort(order, new Block(0, order.length), x, y);
        return new RegionTree(Arrays.stream(order).mapToInt(Integer::intValue).toArray());
    }

    /** A tree over players in their own order. */
    public static RegionTree ofPlayers(int players) {
        return new RegionTree(IntStream.range(0, players).toArray());
    }

    public Block root() {
        return new Block(0, order.length);
    }

    /** The region at a place of the order. */
    int region(int place) {
        return order[place];
    }

    private static void sort(Integer[] order, Block block, double[] x, double[] y) {
        if (block.isRegion()) {
            return;
        }
        double[] longer = extent(order, block, x) >= extent(order, block, y) ? x : y;
        Arrays.sort(
                order,
                block.from(),
                block.to(),
                Comparator.<Integer>comparingDouble(region -> longer[region]).thenComparing(region -> region));
        sort(order, block.first(), x, y);
        sort(order, block.second(), x, y);
    }

    private static double extent(Integer[] order, Block block, double[] centres) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = block.from(); i < block.to(); i++) {
            min = Math.min(min, centres[order[i]]);
            max = Math.max(max, centres[order[i]]);
        }
        return max - min;
    }
}
