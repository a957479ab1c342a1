package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The equations of hidden pixels at one resolution, {@code Σ w (x − neighbour) = right}, and the grids of half, a quarter … of it on which what is smooth
 * of the error is corrected (multigrid, V-cycles with Gauss-Seidel). A coarse cell is hidden where all of its pixels are, so that what is known stays known
 * on every grid. The channels of a pixel lie side by side and are swept together: each step of a sweep waits for the one before, and that of another channel
 * need not.
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
    private final int channels;
    /** Values per row; there is a margin of one pixel. */
    private final int stride;
    /** Where the first channels of the hidden pixels lie among the values. */
    private final int[] hidden;

    private final double[] diagonal;
    private final double[] inverse;
    private final double[] right;
    private final double[] values;
    private final double[] residual;
    private final @Nullable ImputationGrid coarse;

    /**
     * Sets up the equations.
     *
     * @param isHidden row by row
     */
    ImputationGrid(int width, int height, int channels, boolean... isHidden) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.stride = (width + 2) * channels;
        this.hidden = positions(isHidden);
        this.diagonal = new double[hidden.length];
        this.inverse = new double[hidden.length];
        this.right = new double[hidden.length * channels];
        this.values = new double[stride * (height + 2)];
        this.residual = new double[values.length];
        for (int i = 0; i < hidden.length; i++) {
            diagonal[i] = weights(column(hidden[i]), row(hidden[i]));
            inverse[i] = 1 / diagonal[i];
        }
        this.coarse = hidden.length > 0 && Math.min(width, height) > SMALLEST ? half(isHidden) : null;
    }

    private int[] positions(boolean... isHidden) {
        int[] positions = new int[isHidden.length];
        int count = 0;
        for (int pixel = 0; pixel < isHidden.length; pixel++) {
            if (isHidden[pixel]) {
                positions[count++] = position(0, pixel);
            }
        }
        return Arrays.copyOf(positions, count);
    }

    private int position(int channel, int pixel) {
        return (pixel / width + 1) * stride + (pixel % width + 1) * channels + channel;
    }

    private int column(int position) {
        return position % stride / channels - 1;
    }

    private int row(int position) {
        return position / stride - 1;
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
        ImputationGrid half = new ImputationGrid(across, down, channels, all);
        return half.hidden.length == 0 ? null : half;
    }

    /** Puts the value of a pixel: what it is if it is not hidden, a guess if it is. */
    void put(int channel, int pixel, double value) {
        values[position(channel, pixel)] = value;
    }

    /** The value of a pixel. */
    double at(int channel, int pixel) {
        return values[position(channel, pixel)];
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
        int at = hidden[i];
        for (int channel = 0; channel < channels; channel++) {
            values[at + channel] = (right[i * channels + channel] + neighbours(at + channel)) * inverse[i];
        }
    }

    private double neighbours(int at) {
        int up = at - stride;
        int down = at + stride;
        int left = -channels;
        return EDGE * (values[at + left] + values[at - left] + values[up] + values[down])
                + CORNER * (values[up + left] + values[up - left] + values[down + left] + values[down - left]);
    }

    private void computeResidual() {
        for (int i = 0; i < hidden.length; i++) {
            for (int channel = 0; channel < channels; channel++) {
                int at = hidden[i] + channel;
                residual[at] = right[i * channels + channel] + neighbours(at) - diagonal[i] * values[at];
            }
        }
    }

    /**
     * The largest residual of an equation as a share of the range of its channel.
     *
     * @param ranges a channel whose range is 0 does not count
     */
    double largestResidual(double... ranges) {
        computeResidual();
        double[] largest = new double[channels];
        for (int at : hidden) {
            for (int channel = 0; channel < channels; channel++) {
                largest[channel] = Math.max(largest[channel], Math.abs(residual[at + channel]));
            }
        }
        double share = 0;
        for (int channel = 0; channel < channels; channel++) {
            share = Math.max(share, ranges[channel] > 0 ? largest[channel] / ranges[channel] : 0);
        }
        return share;
    }

    /** A cell's equation has the same weights for pixels of twice the side, so that its right side is the sum of what its four pixels lack. */
    private void restrictTo(ImputationGrid below) {
        for (int i = 0; i < below.hidden.length; i++) {
            int cell = below.hidden[i];
            int at = (2 * below.row(cell) + 1) * stride + (2 * below.column(cell) + 1) * channels;
            for (int channel = 0; channel < channels; channel++) {
                int first = at + channel;
                // pixels beyond the last row or column are margin, whose residual is 0
                below.right[i * channels + channel] = residual[first]
                        + residual[first + channels]
                        + residual[first + stride]
                        + residual[first + stride + channels];
                below.values[cell + channel] = 0;
            }
        }
    }

    /** Adds the coarse correction, interpolated between the cells' middles; beyond the image it goes on as at its edge. */
    private void correctFrom(ImputationGrid below) {
        for (int at : hidden) {
            int x = column(at);
            int y = row(at);
            int cell = (y / 2 + 1) * below.stride + (x / 2 + 1) * channels;
            int across = (x & 1) == 0 ? -1 : 1;
            int down = (y & 1) == 0 ? -1 : 1;
            int beside = inside(x / 2 + across, below.width) ? across * channels : 0;
            int above = inside(y / 2 + down, below.height) ? down * below.stride : 0;
            for (int channel = 0; channel < channels; channel++) {
                int own = cell + channel;
                values[at + channel] += (9 * below.values[own]
                                + 3 * (below.values[own + beside] + below.values[own + above])
                                + below.values[own + beside + above])
                        / 16;
            }
        }
    }

    private static boolean inside(int position, int length) {
        return position >= 0 && position < length;
    }
}
