package xai4j.evaluate.faithfulness;

import java.util.Arrays;

/**
 * The numbers of an {@link ImputationGrid} in rows, and sweeps over them. A row holds its channels one behind the other, each with a margin of a pixel on both
 * sides; a sweep goes from row to row (Gauss-Seidel) and takes the pixels of a row all at once (Jacobi), which smooths as well as pixel by pixel (the worst
 * factor is 0.47) and lets the processor work on many pixels at a time. For that each loop is short and uses all of its arrays at one and the same position;
 * neighbours are shifted copies.
 */
final class ImputationRows {
    /** Weight of a neighbour that shares an edge, and of one that shares a corner. */
    private static final float EDGE = 1 / 6f;

    private static final float CORNER = 1 / 12f;

    private final int width;
    private final int height;
    private final int channels;
    private final float[][] values;
    /** The right sides; all rows are the one that holds zeros until they are asked for. */
    private final float[][] right;

    private final float[] zeros;
    private final float[][] residual;
    /** 0 where a pixel is hidden, 1 where it is known; 1 on the margin, whose values are 0 and stay so. */
    private final float[][] known;
    /** One over the sum of a hidden pixel's weights; 0 where it is known. */
    private final float[][] inverse;

    private final boolean[] hasHidden;
    private final float[] upward;
    private final float[] beside;
    private final float[] leftward;
    private final float[] rightward;
    private final float[] sum;

    ImputationRows(int width, int height, int channels, boolean... isHidden) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        int length = channels * (width + 2);
        this.values = new float[height + 2][length];
        this.zeros = new float[length];
        this.right = new float[height + 2][];
        Arrays.fill(right, zeros);
        this.residual = new float[height + 2][length];
        this.known = new float[height + 2][length];
        this.inverse = new float[height + 2][length];
        this.hasHidden = new boolean[height + 2];
        this.upward = new float[length];
        this.beside = new float[length];
        this.leftward = new float[length];
        this.rightward = new float[length];
        this.sum = new float[length];
        for (int y = 0; y < height; y++) {
            setUp(y, isHidden);
        }
    }

    private void setUp(int y, boolean... isHidden) {
        Arrays.fill(known[y + 1], 1);
        for (int x = 0; x < width; x++) {
            if (isHidden[y * width + x]) {
                hasHidden[y + 1] = true;
                float weights = weights(x, y);
                for (int channel = 0; channel < channels; channel++) {
                    int at = start(channel) + x;
                    known[y + 1][at] = 0;
                    inverse[y + 1][at] = 1 / weights;
                }
            }
        }
    }

    /** Where the first pixel of a channel lies in each row. */
    int start(int channel) {
        return channel * (width + 2) + 1;
    }

    /** The sum of the weights of the neighbours that a pixel has. */
    private float weights(int x, int y) {
        int across = (x > 0 ? 1 : 0) + (x < width - 1 ? 1 : 0);
        int down = (y > 0 ? 1 : 0) + (y < height - 1 ? 1 : 0);
        return (across + down) * EDGE + across * down * CORNER;
    }

    boolean hasHidden(int y) {
        return hasHidden[y + 1];
    }

    /** The values of a row; that below the last is zero. */
    float[] values(int y) {
        return values[y + 1];
    }

    /** The right side of a row, to be written. */
    float[] right(int y) {
        if (right[y + 1] == zeros) {
            right[y + 1] = new float[zeros.length];
        }
        return right[y + 1];
    }

    /** What the equations of a row's hidden pixels lacked after the last sweep forward. */
    float[] residual(int y) {
        return residual[y + 1];
    }

    void clearRight() {
        for (float[] row : right) {
            Arrays.fill(row, 0);
        }
    }

    /** Sets hidden pixels to zero in a row of their own. */
    void keepKnown(int y, float[] row) {
        multiply(values[y + 1], known[y + 1], row);
    }

    /** Hidden pixels become the mean of the known ones. */
    void fillWithMean() {
        for (int channel = 0; channel < channels; channel++) {
            int start = start(channel);
            double total = 0;
            int count = 0;
            for (int y = 1; y <= height; y++) {
                for (int x = start; x < start + width; x++) {
                    total += known[y][x] * values[y][x];
                    count += (int) known[y][x];
                }
            }
            float mean = (float) (total / Math.max(1, count));
            for (int y = 1; y <= height; y++) {
                for (int x = start; x < start + width; x++) {
                    values[y][x] = known[y][x] > 0 ? values[y][x] : mean;
                }
            }
        }
    }

    /** Gives hidden pixels of a row other numbers. */
    void replace(int y, float... numbers) {
        replaceHidden(numbers, known[y + 1], values[y + 1]);
    }

    /** Adds numbers to hidden pixels of a row. */
    void add(int y, float... numbers) {
        addHidden(numbers, known[y + 1], values[y + 1]);
    }

    /**
     * Sweeps from the first row to the last, and says what the equations lack then. Each sweep, and what is lacking, follows the one before a row behind, which
     * gives the same numbers as one after the other while they still lie near the processor.
     */
    void forward(int sweeps) {
        for (int front = 1; front <= height + sweeps; front++) {
            for (int y = front; y > Math.max(0, front - sweeps); y--) {
                relax(y);
            }
            computeResidual(front - sweeps);
        }
    }

    /** Sweeps from the last row to the first, each a row behind the one before. */
    void backward(int sweeps) {
        for (int front = height; front > 1 - sweeps; front--) {
            for (int y = front; y < front + sweeps; y++) {
                relax(y);
            }
        }
    }

    private void relax(int y) {
        if (y > 0 && y <= height && hasHidden[y]) {
            addNeighbours(y);
            mix(values[y], known[y], sum, inverse[y]);
            System.arraycopy(sum, 0, values[y], 0, sum.length);
        }
    }

    private void computeResidual(int y) {
        if (y > 0 && hasHidden[y]) {
            addNeighbours(y);
            lack(sum, values[y], inverse[y], known[y], residual[y]);
            weigh(y);
        }
    }

    /** Where the image ends the weights do not add up to 1, and the difference of values is more than what the equation lacks. */
    private void weigh(int y) {
        boolean isEdge = y == 1 || y == height;
        for (int channel = 0; channel < channels; channel++) {
            for (int x = 0; x < width; x += isEdge ? 1 : Math.max(1, width - 1)) {
                residual[y][start(channel) + x] *= weights(x, y - 1);
            }
        }
    }

    /** The largest of what was lacking after the last sweep forward. */
    double largestResidual() {
        float[] most = new float[sum.length];
        for (int y = 1; y <= height; y++) {
            if (hasHidden[y]) {
                raise(residual[y], most);
            }
        }
        float largest = 0;
        for (float value : most) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** Into {@code sum}: the right side and the weighted neighbours of each pixel of a row. */
    private void addNeighbours(int y) {
        // a pixel gets the edge weight of those above and below, and from each side the same sum of three
        column(values[y - 1], values[y], values[y + 1], upward, beside);
        System.arraycopy(beside, 0, leftward, 1, sum.length - 1);
        System.arraycopy(beside, 1, rightward, 0, sum.length - 1);
        add(right[y], upward, leftward, rightward, sum);
    }

    private static void column(float[] above, float[] row, float[] below, float[] vertical, float[] three) {
        for (int x = 0; x < three.length; x++) {
            float both = above[x] + below[x];
            vertical[x] = EDGE * both;
            three[x] = EDGE * row[x] + CORNER * both;
        }
    }

    private static void add(float[] first, float[] second, float[] third, float[] fourth, float[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] = first[x] + second[x] + (third[x] + fourth[x]);
        }
    }

    private static void mix(float[] row, float[] known, float[] sum, float[] inverse) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] = row[x] * known[x] + sum[x] * inverse[x];
        }
    }

    private static void multiply(float[] row, float[] by, float[] product) {
        for (int x = 0; x < product.length; x++) {
            product[x] = row[x] * by[x];
        }
    }

    private static void addHidden(float[] numbers, float[] known, float[] row) {
        for (int x = 0; x < row.length; x++) {
            row[x] += numbers[x] * (1 - known[x]);
        }
    }

    private static void replaceHidden(float[] numbers, float[] known, float[] row) {
        for (int x = 0; x < row.length; x++) {
            row[x] = row[x] * known[x] + numbers[x] * (1 - known[x]);
        }
    }

    private static void lack(float[] sum, float[] row, float[] inverse, float[] known, float[] residual) {
        for (int x = 0; x < residual.length; x++) {
            residual[x] = sum[x] * inverse[x] - row[x] * (1 - known[x]);
        }
    }

    private static void raise(float[] residual, float[] most) {
        for (int x = 0; x < most.length; x++) {
            most[x] = Math.max(most[x], Math.abs(residual[x]));
        }
    }
}
