package xai4j.coalition.soft;

import java.util.SplittableRandom;

/**
 * {@link GridMasks} of one size. A mask is bilinear between cell centres, so it is a blend of a few rows: those of the grid, each enlarged in width. Writing it is
 * one product and sum per pixel, and {@link EnlargedGridSums} adds masks up by the rows at which their slope changes, which are few. Loops go over arrays by
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

    /** A drawn mask: its grid, {@code [cells, cells]}, its axis from top to bottom, and for each column the cell before it and the part of the way to the next. */
    static final class Drawn {
        private final double[] grid;
        private final GridAxis down;
        private final int[] left;
        private final double[] parts;

        private Drawn(double[] grid, GridAxis down, GridAxis across, int width) {
            this.grid = grid;
            this.down = down;
            this.left = new int[width];
            this.parts = across.places(width);
            for (int x = 0; x < width; x++) {
                left[x] = across.cell(parts[x]);
                parts[x] -= left[x];
            }
        }

        /** One of the grid's values. */
        double at(int row, int column) {
            return grid[row * down.cells() + column];
        }

        GridAxis down() {
            return down;
        }

        /** Enlarges a row of the grid in width. */
        private void enlarge(int number, float[] row) {
            int start = number * down.cells();
            for (int x = 0; x < row.length; x++) {
                double before = grid[start + left[x]];
                row[x] = (float) (before + parts[x] * (grid[start + left[x] + 1] - before));
            }
        }

        /** Enlarges a row of cells, which begins somewhere in an array, in width. */
        void enlarge(double[] values, int start, double[] row) {
            for (int x = 0; x < row.length; x++) {
                double before = values[start + left[x]];
                row[x] = before + parts[x] * (values[start + left[x] + 1] - before);
            }
        }
    }

    /** A stream of its own per mask; the number is scrambled first, since neighbouring seeds give the same stream shifted. */
    private static SplittableRandom random(long seed, int index) {
        return new SplittableRandom(new SplittableRandom(seed ^ index * 0xD1342543DE82EF95L).nextLong());
    }

    Drawn drawn(int index) {
        SplittableRandom random = random(seed, index);
        double[] grid = new double[cells * cells];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = random.nextDouble() < probability ? 1 : 0;
        }
        GridAxis down = GridAxis.of(cells, height, random);
        return new Drawn(grid, down, GridAxis.of(cells, width, random), width);
    }

    @Override
    public void write(int index, float[] mask) {
        SoftMasks.Pieces pieces = pieces(width, height);
        pieces.begin(index);
        pieces.next(mask);
    }

    @Override
    public SoftMasks.Pieces pieces(int columns, int rows) {
        return new Blends();
    }

    @Override
    public SoftMasks.Sums sums(int groups, int factors, int columns, int rows) {
        return new EnlargedGridSums(this, cells, new double[groups][factors][width], height);
    }

    /** Masks written as blends of two rows. */
    private final class Blends implements SoftMasks.Pieces {
        private final float[][] rows = new float[cells][width];
        private final float[][] steps = new float[cells - 1][width];
        private final float[] line = new float[width];
        private GridAxis down = new GridAxis(cells, 1, 0);
        private double[] places = new double[height];
        private int y;

        @Override
        public void begin(int index) {
            Drawn drawn = drawn(index);
            down = drawn.down;
            places = down.places(height);
            y = 0;
            for (int row = 0; row < cells; row++) {
                drawn.enlarge(row, rows[row]);
                if (row > 0) {
                    subtract(rows[row], rows[row - 1], steps[row - 1]);
                }
            }
        }

        @Override
        public void next(float[] piece) {
            for (int at = 0; at < piece.length; at += width) {
                int cell = down.cell(places[y]);
                blend(rows[cell], steps[cell], (float) (places[y] - cell), line);
                System.arraycopy(line, 0, piece, at, width);
                y++;
            }
        }

        private static void subtract(float[] row, float[] before, float[] step) {
            for (int x = 0; x < step.length; x++) {
                step[x] = row[x] - before[x];
            }
        }

        private static void blend(float[] row, float[] step, float part, float[] line) {
            for (int x = 0; x < line.length; x++) {
                line[x] = row[x] + part * step[x];
            }
        }
    }
}
