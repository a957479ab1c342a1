package xai4j.coalition.soft;

import java.util.SplittableRandom;

/**
 * Coarse random grids enlarged bilinearly by a little more than needed and cut out at a place of their own, as in the paper: cell sizes
 * {@code ⌈H/s⌉} and {@code ⌈W/s⌉}, enlarged to {@code s + 1} cells, shifted by up to a cell.
 *
 * @param cells cells per side s
 */
public record GridMasks(int cells) implements SoftMasks {
    @Override
    public String name() {
        return "grid";
    }

    @Override
    public int limit() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Sized sized(int width, int height, double probability, long seed) {
        int cellWidth = (width + cells - 1) / cells;
        int cellHeight = (height + cells - 1) / cells;
        return (index, mask) -> {
            SplittableRandom random = random(seed, index);
            float[] grid = new float[cells * cells];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = random.nextDouble() < probability ? 1 : 0;
            }
            Axis rows = new Axis(cells, cellHeight, random.nextInt(cellHeight));
            Axis columns = new Axis(cells, cellWidth, random.nextInt(cellWidth));
            enlarge(grid, rows, columns, width, height, mask);
        };
    }

    /** A stream of its own per mask; the number is scrambled first, since neighbouring seeds give the same stream shifted. */
    private static SplittableRandom random(long seed, int index) {
        return new SplittableRandom(new SplittableRandom(seed ^ index * 0xD1342543DE82EF95L).nextLong());
    }

    private void enlarge(float[] grid, Axis rows, Axis columns, int width, int height, float[] mask) {
        float[] line = new float[cells];
        for (int y = 0; y < height; y++) {
            double place = rows.place(y);
            int cell = rows.cell(place);
            float part = (float) (place - cell);
            for (int i = 0; i < cells; i++) {
                float above = grid[cell * cells + i];
                line[i] = above + part * (grid[(cell + 1) * cells + i] - above);
            }
            interpolate(line, columns, mask, y * width, width);
        }
    }

    /** Between two cell centres a row is linear, so it is written in straight pieces. */
    private void interpolate(float[] line, Axis columns, float[] mask, int start, int width) {
        int x = 0;
        while (x < width) {
            double place = columns.place(x);
            int cell = columns.cell(place);
            int end = Math.min(width, columns.end(cell));
            float slope = line[cell + 1] - line[cell];
            float step = (float) columns.step();
            float first = line[cell] + slope * (float) (place - cell);
            boolean beyond = place <= 0 || place >= cells - 1;
            if (beyond) {
                end = x + 1;
                first = place <= 0 ? line[0] : line[cells - 1];
            }
            for (int i = x; i < end; i++) {
                mask[start + i] = first + slope * (step * (i - x));
            }
            x = end;
        }
    }

    /**
     * One axis of the enlargement, with half-pixel centres; beyond the outermost cell centres the edge goes on.
     *
     * @param cells number of cells
     * @param size pixels per cell before enlarging by one more cell
     * @param shift pixels cut off at the start
     */
    private record Axis(int cells, int size, int shift) {
        /** Cells per pixel. */
        double step() {
            return (double) cells / ((cells + 1) * size);
        }

        /** Position of a pixel among cell centres, kept within the outermost two. */
        double place(int pixel) {
            double place = (pixel + shift + 0.5) * step() - 0.5;
            return Math.max(0, Math.min(cells - 1, place));
        }

        /** The cell centre at or before a position, so that another follows. */
        int cell(double place) {
            return Math.max(0, Math.min(cells - 2, (int) place));
        }

        /** The first pixel at or beyond the next cell centre. */
        int end(int cell) {
            return (int) Math.ceil((cell + 1.5) / step() - shift - 0.5);
        }
    }
}
