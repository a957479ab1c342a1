package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The equations of hidden pixels at one resolution, {@code Σ w (x − neighbour) = right}, and the grids of half, a quarter … of it on which what is smooth
 * of the error is corrected (multigrid, V-cycles with Gauss-Seidel). A coarse cell is hidden where all of its pixels are, so that what is known stays known
 * on every grid.
 */
final class ImputationGrid {
    /** Weight of a neighbour that shares an edge, and of one that shares a corner. */
    private static final double EDGE = 1 / 6.0;

    private static final double CORNER = 1 / 12.0;
    private static final int SWEEPS = 2;
    private static final int SWEEPS_AT_THE_END = 16;
    private static final int SMALLEST = 3;

    private final int width;
    private final int height;
    private final int stride;
    /** Where the hidden pixels lie among the values, which have a margin of one pixel. */
    private final int[] hidden;

    private final double[] diagonal;
    private final double[] right;
    private final double[] values;
    private final double[] residual;
    private final @Nullable ImputationGrid coarse;

    /**
     * Sets up the equations.
     *
     * @param isHidden row by row
     */
    ImputationGrid(int width, int height, boolean... isHidden) {
        this.width = width;
        this.height = height;
        this.stride = width + 2;
        this.hidden = positions(isHidden);
        this.diagonal = new double[hidden.length];
        this.right = new double[hidden.length];
        this.values = new double[stride * (height + 2)];
        this.residual = new double[values.length];
        for (int i = 0; i < hidden.length; i++) {
            diagonal[i] = weights(hidden[i] % stride - 1, hidden[i] / stride - 1);
        }
        this.coarse = hidden.length > 0 && Math.min(width, height) > SMALLEST ? half(isHidden) : null;
    }

    private int[] positions(boolean... isHidden) {
        int[] positions = new int[isHidden.length];
        int count = 0;
        for (int pixel = 0; pixel < isHidden.length; pixel++) {
            if (isHidden[pixel]) {
                positions[count++] = (pixel / width + 1) * stride + pixel % width + 1;
            }
        }
        return Arrays.copyOf(positions, count);
    }

    /** The sum of the weights of the neighbours that a pixel has. */
    private double weights(int x, int y) {
        int across = (x > 0 ? 1 : 0) + (x < width - 1 ? 1 : 0);
        int down = (y > 0 ? 1 : 0) + (y < height - 1 ? 1 : 0);
        return (across + down) * EDGE + across * down * CORNER;
    }

    private @Nullable ImputationGrid half(boolean... isHidden) {
        int across = (width + 1) / 2;
        int down = (height + 1) / 2;
        boolean[] all = new boolean[across * down];
        Arrays.fill(all, true);
        for (int pixel = 0; pixel < isHidden.length; pixel++) {
            all[pixel / width / 2 * across + pixel % width / 2] &= isHidden[pixel];
        }
        ImputationGrid half = new ImputationGrid(across, down, all);
        return half.hidden.length == 0 ? null : half;
    }

    /** Puts the value of a pixel: what it is if it is not hidden, a guess if it is. */
    void put(int pixel, double value) {
        values[(pixel / width + 1) * stride + pixel % width + 1] = value;
    }

    /** The value of a pixel. */
    double at(int pixel) {
        return values[(pixel / width + 1) * stride + pixel % width + 1];
    }

    /** One V-cycle, with corrections from the coarser grids or as mere sweeps. */
    void cycle(boolean corrected) {
        ImputationGrid below = coarse;
        if (below == null || !corrected) {
            for (int sweep = 0; sweep < SWEEPS_AT_THE_END; sweep++) {
                forward();
                backward();
            }
            return;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            forward();
        }
        computeResidual();
        restrictTo(below);
        below.cycle(true);
        correctFrom(below);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            backward();
        }
    }

    private void forward() {
        for (int i = 0; i < hidden.length; i++) {
            relax(i);
        }
    }

    private void backward() {
        for (int i = hidden.length - 1; i >= 0; i--) {
            relax(i);
        }
    }

    private void relax(int i) {
        values[hidden[i]] = (right[i] + neighbours(hidden[i])) / diagonal[i];
    }

    private double neighbours(int at) {
        int up = at - stride;
        int down = at + stride;
        return EDGE * (values[at - 1] + values[at + 1] + values[up] + values[down])
                + CORNER * (values[up - 1] + values[up + 1] + values[down - 1] + values[down + 1]);
    }

    private void computeResidual() {
        for (int i = 0; i < hidden.length; i++) {
            int at = hidden[i];
            residual[at] = right[i] + neighbours(at) - diagonal[i] * values[at];
        }
    }

    /** The largest residual of an equation. */
    double largestResidual() {
        computeResidual();
        double largest = 0;
        for (int at : hidden) {
            largest = Math.max(largest, Math.abs(residual[at]));
        }
        return largest;
    }

    /** A cell's equation has the same weights for pixels of twice the side, so that its right side is the sum of what its four pixels lack. */
    private void restrictTo(ImputationGrid below) {
        for (int i = 0; i < below.hidden.length; i++) {
            int cell = below.hidden[i];
            int x = 2 * (cell % below.stride - 1);
            int y = 2 * (cell / below.stride - 1);
            int at = (y + 1) * stride + x + 1;
            // pixels beyond the last row or column are margin, whose residual is 0
            below.right[i] = residual[at] + residual[at + 1] + residual[at + stride] + residual[at + stride + 1];
            below.values[cell] = 0;
        }
    }

    /** Adds the coarse correction, interpolated between the cells' middles; beyond the image it goes on as at its edge. */
    private void correctFrom(ImputationGrid below) {
        for (int at : hidden) {
            int x = at % stride - 1;
            int y = at / stride - 1;
            int cell = (y / 2 + 1) * below.stride + x / 2 + 1;
            int beside = inside(x / 2 + ((x & 1) == 0 ? -1 : 1), below.width) ? ((x & 1) == 0 ? -1 : 1) : 0;
            int above = inside(y / 2 + ((y & 1) == 0 ? -1 : 1), below.height)
                    ? ((y & 1) == 0 ? -below.stride : below.stride)
                    : 0;
            values[at] += (9 * below.values[cell]
                            + 3 * (below.values[cell + beside] + below.values[cell + above])
                            + below.values[cell + beside + above])
                    / 16;
        }
    }

    private static boolean inside(int position, int length) {
        return position >= 0 && position < length;
    }
}
