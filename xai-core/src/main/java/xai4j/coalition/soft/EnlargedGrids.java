package xai4j.coalition.soft;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * {@link GridMasks} of one size. A mask is bilinear between cell centres, so it is a blend of a few rows: those of the grid, each enlarged in width. Writing it is
 * one product and sum per pixel, and {@link Sums} adds masks up by the rows at which their slope changes, which are few, and integrates once. Loops go over arrays by
 * one index, without an offset, since only such are compiled to vector instructions.
 */
final class EnlargedGrids implements SoftMasks.Sized {
    private final int cells;
    private final int width;
    private final int height;
    private final double probability;
    private final long seed;

    EnlargedGrids(int cells, int width, int height, double probability, long seed) {
        this.cells = cells;
        this.width = width;
        this.height = height;
        this.probability = probability;
        this.seed = seed;
    }

    /** A drawn mask: its grid's rows enlarged in width, {@code [cells, W]}, and its axis from top to bottom. */
    private static final class Drawn {
        private final double[][] rows;
        private final GridAxis axis;

        Drawn(double[][] rows, GridAxis axis) {
            this.rows = rows;
            this.axis = axis;
        }
    }

    /** A stream of its own per mask; the number is scrambled first, since neighbouring seeds give the same stream shifted. */
    private static SplittableRandom random(long seed, int index) {
        return new SplittableRandom(new SplittableRandom(seed ^ index * 0xD1342543DE82EF95L).nextLong());
    }

    private Drawn drawn(int index) {
        SplittableRandom random = random(seed, index);
        double[] grid = new double[cells * cells];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = random.nextDouble() < probability ? 1 : 0;
        }
        GridAxis down = GridAxis.of(cells, height, random);
        GridAxis across = GridAxis.of(cells, width, random);
        int[] left = new int[width];
        double[] parts = new double[width];
        for (int x = 0; x < width; x++) {
            double place = across.place(x);
            left[x] = across.cell(place);
            parts[x] = place - left[x];
        }
        double[][] rows = new double[cells][width];
        for (int row = 0; row < cells; row++) {
            enlarge(grid, row * cells, left, parts, rows[row]);
        }
        return new Drawn(rows, down);
    }

    private static void enlarge(double[] grid, int start, int[] left, double[] parts, double[] row) {
        for (int x = 0; x < row.length; x++) {
            double before = grid[start + left[x]];
            row[x] = before + parts[x] * (grid[start + left[x] + 1] - before);
        }
    }

    @Override
    public void write(int index, float[] mask) {
        Drawn drawn = drawn(index);
        float[][] rows = new float[cells][width];
        float[][] steps = new float[cells - 1][width];
        for (int row = 0; row < cells; row++) {
            for (int x = 0; x < width; x++) {
                rows[row][x] = (float) drawn.rows[row][x];
                if (row > 0) {
                    steps[row - 1][x] = rows[row][x] - rows[row - 1][x];
                }
            }
        }
        float[] line = new float[width];
        for (int y = 0; y < height; y++) {
            double place = drawn.axis.place(y);
            int cell = drawn.axis.cell(place);
            blend(rows[cell], steps[cell], (float) (place - cell), line);
            System.arraycopy(line, 0, mask, y * width, width);
        }
    }

    private static void blend(float[] row, float[] step, float part, float[] line) {
        for (int x = 0; x < line.length; x++) {
            line[x] = row[x] + part * step[x];
        }
    }

    @Override
    public SoftMasks.Sums sums(int count, int area) {
        return new Sums(count);
    }

    /** Sums of masks times factors, held as second differences from row to row. */
    private final class Sums implements SoftMasks.Sums {
        private final double[][][] bends;

        Sums(int count) {
            this.bends = new double[count][height][width];
        }

        @Override
        public void add(int index, double... factors) {
            Drawn drawn = drawn(index);
            double[] row = new double[width];
            drawn.axis.bends(height, (y, weights) -> {
                Arrays.fill(row, 0);
                for (int cell = 0; cell < cells; cell++) {
                    if (weights[cell] != 0) {
                        addTimes(drawn.rows[cell], weights[cell], row);
                    }
                }
                for (int i = 0; i < factors.length; i++) {
                    addTimes(row, factors[i], bends[i][y]);
                }
            });
        }

        @Override
        public void moveTo(int which, double[] sums) {
            double[] slope = new double[width];
            double[] value = new double[width];
            for (int y = 0; y < height; y++) {
                double[] bend = bends[which][y];
                integrate(bend, slope, value);
                System.arraycopy(value, 0, sums, y * width, width);
                Arrays.fill(bend, 0);
            }
        }

        private static void integrate(double[] bend, double[] slope, double[] value) {
            for (int x = 0; x < bend.length; x++) {
                slope[x] += bend[x];
                value[x] += slope[x];
            }
        }
    }

    private static void addTimes(double[] row, double factor, double[] sums) {
        for (int x = 0; x < row.length; x++) {
            sums[x] += factor * row[x];
        }
    }
}
