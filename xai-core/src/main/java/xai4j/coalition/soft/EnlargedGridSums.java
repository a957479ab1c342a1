package xai4j.coalition.soft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums of {@link EnlargedGrids}, times factors. From top to bottom the slope of a mask changes at few rows, two for each row of its grid; so masks are kept as what
 * happens there, and all sums go down the picture side by side, each with its slope: what they are at a row is in the cache when it is read.
 */
final class EnlargedGridSums implements SoftMasks.Sums {
    private static final int MOST_MASKS = 256;

    /** Numbers that the bends of all masks kept may take. */
    private static final int MOST_VALUES = 1 << 22;

    private final EnlargedGrids grids;
    private final int cells;
    private final int height;
    private final double[][][] sums;
    private final double[][][] slopes;
    private final List<Bent> kept = new ArrayList<>();

    /**
     * Starts at zero.
     *
     * @param cells cells per side of a grid
     * @param sums zeros {@code [groups, factors, W]}
     */
    EnlargedGridSums(EnlargedGrids grids, int cells, double[][][] sums, int height) {
        this.grids = grids;
        this.cells = cells;
        this.height = height;
        this.sums = sums;
        this.slopes = new double[sums.length][sums[0].length][sums[0][0].length];
    }

    /**
     * A mask, what it is added to, and its bends: the row at which each begins, and the rows of cells {@code [bends, cells]} that its slope changes by; then, on the way
     * down, the bends that are done, and the last of them enlarged, with what is left of it for the next row.
     */
    private static final class Bent {
        private final EnlargedGrids.Drawn drawn;
        private final int[] groups;
        private final double[] factors;
        private final int[] rows;
        private final double[] parts;
        private final double[] rests;
        private final double[] changes;
        private int count;
        private final double[] change;
        private int done;
        private double rest;

        Bent(EnlargedGrids.Drawn drawn, int[] groups, double[] factors, int cells, int width) {
            int most = mostBends(cells);
            this.drawn = drawn;
            this.groups = groups;
            this.factors = factors;
            this.rows = new int[most];
            this.parts = new double[most];
            this.rests = new double[most];
            this.changes = new double[most * cells];
            this.change = new double[width];
        }

        void bend(int row, double part, double rest, double[] weights) {
            int cells = weights.length;
            for (int cell = 0; cell < cells; cell++) {
                for (int column = 0; weights[cell] != 0 && column < cells; column++) {
                    changes[count * cells + column] += weights[cell] * drawn.at(cell, column);
                }
            }
            rows[count] = row;
            parts[count] = part;
            rests[count] = rest;
            count++;
        }
    }

    /** The first two rows, and one for each row of a grid. */
    private static int mostBends(int cells) {
        return 2 + cells;
    }

    @Override
    public int capacity() {
        return Math.max(1, Math.min(MOST_MASKS, MOST_VALUES / (mostBends(cells) * cells)));
    }

    @Override
    public void add(int index, int[] groups, double... factors) {
        Bent bent = new Bent(grids.drawn(index), groups, factors.clone(), cells, sums[0][0].length);
        bent.drawn.down().bends(height, bent::bend);
        kept.add(bent);
    }

    @Override
    public void read(SoftMasks.RowSums rows) {
        for (int y = 0; y < height; y++) {
            for (Bent bent : kept) {
                bend(bent, y);
            }
            goDown();
            rows.take(y, sums);
        }
        kept.clear();
        clear(sums);
        clear(slopes);
    }

    /** Changes slopes by the bends of a mask at a row, which go from top to bottom, after what the one before left for this row. */
    private void bend(Bent bent, int y) {
        if (bent.rest != 0) {
            addChange(bent, bent.rest);
            bent.rest = 0;
        }
        for (; bent.done < bent.count && bent.rows[bent.done] == y; bent.done++) {
            bent.drawn.enlarge(bent.changes, bent.done * cells, bent.change);
            addChange(bent, bent.parts[bent.done]);
            bent.rest = bent.rests[bent.done];
        }
    }

    private void addChange(Bent bent, double part) {
        for (int group : bent.groups) {
            for (int i = 0; part != 0 && i < bent.factors.length; i++) {
                addTimes(bent.change, part * bent.factors[i], slopes[group][i]);
            }
        }
    }

    private void goDown() {
        for (int group = 0; group < sums.length; group++) {
            for (int i = 0; i < sums[group].length; i++) {
                addTimes(slopes[group][i], 1, sums[group][i]);
            }
        }
    }

    private static void addTimes(double[] values, double factor, double[] to) {
        for (int x = 0; x < values.length; x++) {
            to[x] += factor * values[x];
        }
    }

    private static void clear(double[][][] rows) {
        for (double[][] group : rows) {
            for (double[] row : group) {
                Arrays.fill(row, 0);
            }
        }
    }
}
