package xai4j.coalition.soft;

import java.util.SplittableRandom;

/**
 * One axis of the enlargement of a grid, with half-pixel centres; beyond the outermost cell centres the edge goes on.
 *
 * @param cells number of cells
 * @param size pixels per cell before enlarging by one more cell
 * @param shift pixels cut off at the start
 */
record GridAxis(int cells, int size, int shift) {
    /** Pixels at the start whose values are given as they are; bends begin behind them. */
    private static final int GIVEN = 2;

    /** Takes how the values of cells bend. */
    @FunctionalInterface
    interface Bending {
        /**
         * A bend at a pixel and the next, by a weight for each cell's value.
         *
         * @param part what of it falls on the pixel
         * @param rest what of it falls on the next
         */
        void at(int pixel, double part, double rest, double... weights);
    }

    /** An axis over a length with a random shift of less than a cell. */
    static GridAxis of(int cells, int length, SplittableRandom random) {
        int size = (length + cells - 1) / cells;
        return new GridAxis(cells, size, random.nextInt(size));
    }

    /** Cells per pixel. */
    private double step() {
        return (double) cells / ((cells + 1) * size);
    }

    /** Positions of pixels among cell centres, kept within the outermost two. */
    double[] places(int length) {
        double step = step();
        double[] places = new double[length];
        for (int pixel = 0; pixel < length; pixel++) {
            places[pixel] = Math.max(0, Math.min(cells - 1, (pixel + shift + 0.5) * step - 0.5));
        }
        return places;
    }

    /** The cell centre at or before a position, so that another follows. */
    int cell(double place) {
        return Math.max(0, Math.min(cells - 2, (int) place));
    }

    /**
     * The second differences of the enlargement: adding them up twice, from the first pixel on, gives it. Between two cell centres they are zero; a change of slope κ at
     * a centre c falls on the next pixel n, as {@code κ (n − c)}, and on the one behind it, as {@code κ (1 − n + c)}. They come in the order of their pixels.
     */
    void bends(int length, Bending bending) {
        double[] first = weights(0);
        bending.at(0, 1, 0, first);
        if (length == 1) {
            return;
        }
        double[] second = weights(1);
        for (int i = 0; i < cells; i++) {
            second[i] -= 2 * first[i];
        }
        bending.at(1, 1, 0, second);
        for (int cell = 0; cell < cells; cell++) {
            double centre = (cell + 0.5) / step() - shift - 0.5;
            int next = (int) Math.ceil(centre);
            double part = next < GIVEN ? 0 : next - centre;
            double rest = next + 1 < GIVEN ? 0 : 1 - next + centre;
            if (next < length && (part != 0 || rest != 0)) {
                bending.at(next, part, rest, change(cell));
            }
        }
    }

    /** The change of slope at a cell's centre. */
    private double[] change(int cell) {
        double[] weights = new double[cells];
        if (cell > 0) {
            weights[cell - 1] += step();
            weights[cell] -= step();
        }
        if (cell < cells - 1) {
            weights[cell + 1] += step();
            weights[cell] -= step();
        }
        return weights;
    }

    private double[] weights(int pixel) {
        double[] weights = new double[cells];
        double place = places(pixel + 1)[pixel];
        int cell = cell(place);
        weights[cell] = 1 - (place - cell);
        weights[cell + 1] = place - cell;
        return weights;
    }
}
