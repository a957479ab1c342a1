package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The equations of hidden pixels at one resolution, {@code Σ w (x − neighbour) = right}, and the grids of half, a quarter … of it on which what is smooth
 * of the error is corrected: multigrid, V-cycles from a first guess that the coarser grids solve (full multigrid). A coarse cell is hidden where all of its
 * pixels are, so that what is known stays known on every grid.
 */
final class ImputationGrid {
    private static final int SWEEPS = 2;
    private static final int SWEEPS_OF_SMALL_HOLES = 4;
    private static final int SWEEPS_AT_THE_END = 16;
    private static final int SMALLEST = 3;
    private static final int MOST_CYCLES = 100;

    private final int width;
    private final int height;
    private final int channels;
    private final boolean hasHidden;
    private final ImputationRows rows;
    private final @Nullable ImputationGrid coarse;
    /** One over how many of a cell's pixels are known, row by row; 0 where none is. */
    private final float[] shares;
    /** Two rows to read from while values are combined. */
    private final float[] upper;

    private final float[] lower;

    /**
     * Sets up the equations.
     *
     * @param isHidden row by row; at least one pixel must not be
     */
    ImputationGrid(int width, int height, int channels, boolean... isHidden) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.rows = new ImputationRows(width, height, channels, isHidden);
        this.upper = new float[channels * (width + 2)];
        this.lower = new float[channels * (width + 2)];
        int across = (width + 1) / 2;
        int[] counts = new int[across * ((height + 1) / 2)];
        boolean any = false;
        for (int y = 0, pixel = 0; y < height; y++) {
            any |= rows.hasHidden(y);
            for (int x = 0; x < width; x++) {
                counts[y / 2 * across + x / 2] += isHidden[pixel++] ? 0 : 1;
            }
        }
        this.hasHidden = any;
        this.shares = new float[counts.length];
        boolean[] all = new boolean[counts.length];
        for (int cell = 0; cell < counts.length; cell++) {
            shares[cell] = counts[cell] > 0 ? 1f / counts[cell] : 0;
            all[cell] = counts[cell] == 0;
        }
        this.coarse = any && Math.min(width, height) > SMALLEST
                ? new ImputationGrid(across, (height + 1) / 2, channels, all)
                : null;
    }

    /**
     * Solves the equations.
     *
     * @param pixels of each channel, row by row; those of hidden ones are not looked at, and found
     * @param tolerance of the equations' residual
     */
    void solve(float[][] pixels, double tolerance) {
        for (int y = 0; y < height; y++) {
            for (int channel = 0; channel < channels; channel++) {
                System.arraycopy(pixels[channel], y * width, rows.values(y), rows.start(channel), width);
            }
        }
        guess();
        improve(tolerance);
        for (int y = 0; y < height; y++) {
            for (int channel = 0; channel < channels; channel++) {
                System.arraycopy(rows.values(y), rows.start(channel), pixels[channel], y * width, width);
            }
        }
    }

    private void improve(double tolerance) {
        double before = Double.POSITIVE_INFINITY;
        boolean corrected = true;
        for (int cycle = 0; cycle < MOST_CYCLES; cycle++) {
            rows.forward(SWEEPS);
            double left = rows.largestResidual();
            if (left <= tolerance) {
                break;
            }
            // sweeps alone always get there; corrections across odd shapes might not
            corrected &= left < before;
            before = left;
            if (corrected && coarse != null && coarse.hasHidden) {
                correct(coarse);
            }
            rows.backward(SWEEPS);
        }
    }

    /** Hidden values from those of the coarser grid, where a cell is the mean of what is known in it. */
    private void guess() {
        ImputationGrid below = coarse;
        if (below == null) {
            rows.fillWithMean();
            return;
        }
        for (int y = 0; y < below.height; y++) {
            rows.keepKnown(2 * y, upper);
            rows.keepKnown(2 * y + 1, lower);
            sumCells(upper, lower, below, below.rows.values(y));
            for (int channel = 0; channel < channels; channel++) {
                for (int x = 0; x < below.width; x++) {
                    below.rows.values(y)[below.rows.start(channel) + x] *= shares[y * below.width + x];
                }
            }
        }
        if (below.hasHidden) {
            below.rows.clearRight();
            below.guess();
            below.cycle();
        }
        for (int y = 0; y < height; y++) {
            if (rows.hasHidden(y)) {
                interpolate(below, y);
                rows.replace(y, upper);
            }
        }
    }

    /** A V-cycle, or sweeps where holes are small. */
    private void cycle() {
        if (coarse == null || !coarse.hasHidden) {
            int sweeps = coarse == null ? SWEEPS_AT_THE_END : SWEEPS_OF_SMALL_HOLES;
            rows.forward(sweeps);
            rows.backward(sweeps);
            return;
        }
        rows.forward(SWEEPS);
        correct(coarse);
        rows.backward(SWEEPS);
    }

    /** A cell's equation has the same weights for pixels of twice the side, so that its right side is the sum of what its four pixels lack. */
    private void correct(ImputationGrid below) {
        for (int y = 0; y < below.height; y++) {
            Arrays.fill(below.rows.values(y), 0);
            if (below.rows.hasHidden(y)) {
                sumCells(rows.residual(2 * y), rows.residual(2 * y + 1), below, below.rows.right(y));
            }
        }
        below.cycle();
        for (int y = 0; y < height; y++) {
            if (rows.hasHidden(y)) {
                interpolate(below, y);
                rows.add(y, upper);
            }
        }
    }

    /** The sums over the cells of two rows; beyond the last column or row both rows are zero. */
    private void sumCells(float[] first, float[] second, ImputationGrid below, float[] sums) {
        for (int channel = 0; channel < channels; channel++) {
            int to = below.rows.start(channel);
            int from = rows.start(channel);
            for (int x = 0; x < below.width; x++) {
                int at = from + 2 * x;
                sums[to + x] = first[at] + first[at + 1] + second[at] + second[at + 1];
            }
        }
    }

    /** What the coarser grid says of a row, interpolated between its cells' middles; beyond the image it goes on as at its edge. Into {@code upper}. */
    private void interpolate(ImputationGrid below, int y) {
        float[] cells = below.upper;
        int beside = y / 2 + ((y & 1) == 0 ? -1 : 1);
        blend(below.rows.values(y / 2), below.rows.values(Math.max(0, Math.min(below.height - 1, beside))), cells);
        for (int channel = 0; channel < channels; channel++) {
            int from = below.rows.start(channel);
            cells[from - 1] = cells[from];
            cells[from + below.width] = cells[from + below.width - 1];
            int to = rows.start(channel);
            for (int x = 0; x < below.width; x++) {
                float here = 0.75f * cells[from + x];
                upper[to + 2 * x] = here + 0.25f * cells[from + x - 1];
                // the last one is margin where the width is odd, and is not used
                upper[to + 2 * x + 1] = here + 0.25f * cells[from + x + 1];
            }
        }
    }

    private static void blend(float[] near, float[] far, float[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] = 0.75f * near[x] + 0.25f * far[x];
        }
    }
}
