package xai4j.coalition.soft;

import java.util.Arrays;
import xai4j.numeric.PearsonCorrelation;

/**
 * Sums of masks and of masks times scores, of all and of the even ones so that these can be compared with the others, and in groups of masks from whose
 * differences standard errors follow. Some groups are read at a time, so that moments, which are many and large, pass through the cache rarely.
 */
final class MaskSums {
    private static final int MOST_GROUPS = 16;

    /** Numbers that the sums of the groups read at a time may take. */
    private static final long MOST_VALUES = 1 << 23;

    private final int targets;
    private final int width;
    private final int height;
    private final double[][] scores;
    private final double[] lowest;
    private final double[] highest;
    private final int[] counts = new int[2];
    private final int groupSize;
    private final int groups;
    private final SoftMasks.Sums sums;
    private final double[][] groupScores;
    private final GroupMoments moments;
    /** Rows {@code [H, 1 + T, W]} of the even masks, of masks and of masks times scores. */
    private final double[][][] even;
    /** The same of masks of an unfinished group that are read. */
    private final double[][][] unfinished;

    private int closed;
    private int inGroup;
    private int unread;

    /**
     * Starts at zero.
     *
     * @param source the masks
     * @param groupSize masks per group
     * @param probability mean of the masks
     * @param original scores of the unperturbed image, one per target
     */
    MaskSums(SoftMasks.Sized source, int width, int height, int groupSize, double probability, double[] original) {
        this.targets = original.length;
        this.width = width;
        this.height = height;
        this.scores = new double[2][targets];
        this.lowest = new double[targets];
        this.highest = new double[targets];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        this.groupSize = groupSize;
        long perGroup = (1L + targets) * width * height;
        this.groups = (int) Math.max(1, Math.min(MOST_GROUPS, MOST_VALUES / perGroup));
        this.sums = source.sums(groups + 1, 1 + targets, width, height);
        this.groupScores = new double[groups][targets];
        this.moments = new GroupMoments(width, height, groupSize, probability, original);
        this.even = new double[height][1 + targets][width];
        this.unfinished = new double[height][1 + targets][width];
    }

    /** Adds masks {@code first …} with their scores {@code [n, T]}. */
    void add(int first, double[] values) {
        double[] factors = new double[1 + targets];
        factors[0] = 1;
        for (int i = 0; i < values.length / targets; i++) {
            int half = first + i & 1;
            counts[half]++;
            for (int t = 0; t < targets; t++) {
                double score = values[i * targets + t];
                scores[half][t] += score;
                lowest[t] = Math.min(lowest[t], score);
                highest[t] = Math.max(highest[t], score);
                groupScores[closed][t] += score;
                factors[1 + t] = score;
            }
            sums.add(first + i, half == 0 ? new int[] {closed, groups} : new int[] {closed}, factors);
            close();
        }
    }

    /** Closes a group that is full, and reads the sums where there is no more room. */
    private void close() {
        unread++;
        if (++inGroup == groupSize) {
            closed++;
            inGroup = 0;
        }
        if (closed == groups || unread == sums.capacity()) {
            read();
        }
    }

    /** Brings all masks added into the maps. */
    void read() {
        if (unread == 0) {
            return;
        }
        for (int group = 0; group < closed; group++) {
            moments.add(groupScores[group]);
        }
        sums.read(this::read);
        if (closed > 0) {
            double[] begun = inGroup > 0 ? groupScores[closed].clone() : new double[targets];
            for (double[] read : groupScores) {
                Arrays.fill(read, 0);
            }
            groupScores[0] = begun;
        }
        closed = 0;
        unread = 0;
    }

    /** Takes a row: the first group goes on from what is read of it, and the last may be unfinished. */
    private void read(int y, double[][][] rows) {
        double[][] begun = unfinished[y];
        addTo(begun, rows[0]);
        for (int group = 0; group < closed; group++) {
            moments.addRow(y, groupScores[group], group == 0 ? begun : rows[group]);
        }
        if (closed > 0) {
            for (double[] row : begun) {
                Arrays.fill(row, 0);
            }
            if (inGroup > 0) {
                addTo(begun, rows[closed]);
            }
        }
        addTo(even[y], rows[groups]);
    }

    private static void addTo(double[][] to, double[][] from) {
        for (int i = 0; i < to.length; i++) {
            addTo(to[i], from[i]);
        }
    }

    private static void addTo(double[] to, double[] from) {
        for (int x = 0; x < to.length; x++) {
            to[x] += from[x];
        }
    }

    /** Whether there are standard errors: at least four groups. */
    boolean hasErrors() {
        return moments.hasErrors();
    }

    int count() {
        return counts[0] + counts[1];
    }

    private double mean(int target) {
        return (scores[0][target] + scores[1][target]) / count();
    }

    /** Whether all masks had the same score. */
    private boolean isConstant(int target) {
        return lowest[target] == highest[target];
    }

    /** Sums {@code [H · W]} of all masks. */
    private double[] masks() {
        return total(0, moments::masks);
    }

    /** Sums {@code [H · W]} of all masks times scores. */
    private double[] scored(int target) {
        return total(1 + target, (y, row) -> moments.scored(target, y, row));
    }

    /** Writes a row of sums over groups. */
    @FunctionalInterface
    private interface OfGroups {
        void write(int y, double[] row);
    }

    private double[] total(int which, OfGroups groupSums) {
        double[] total = new double[width * height];
        double[] row = new double[width];
        for (int y = 0; y < height; y++) {
            groupSums.write(y, row);
            addTo(row, unfinished[y][which]);
            System.arraycopy(row, 0, total, y * width, width);
        }
        return total;
    }

    /** {@code Σ (score − mean) · mask / (N p)}, or without the mean, of the masks that were read. */
    double[] map(int target, double probability, boolean centred) {
        if (centred && isConstant(target)) {
            return new double[width * height];
        }
        double mean = centred ? mean(target) : 0;
        double[] masks = masks();
        double[] map = scored(target);
        for (int p = 0; p < map.length; p++) {
            map[p] = (map[p] - mean * masks[p]) / (count() * probability);
        }
        return map;
    }

    /** Standard errors of a map; NaN when there are fewer than four groups. */
    double[] standardErrors(int target, boolean centred) {
        double[] means = masks();
        for (int p = 0; p < means.length; p++) {
            means[p] /= count();
        }
        return moments.standardErrors(target, means, mean(target), centred, count());
    }

    /** Correlation of the centred maps of the even and of the odd masks; NaN when one of them is constant. */
    double agreement(int target) {
        if (isConstant(target)) {
            return Double.NaN;
        }
        double[] masks = masks();
        double[] odd = scored(target);
        double[] ofEven = new double[odd.length];
        double meanOfEven = scores[0][target] / counts[0];
        double meanOfOdd = scores[1][target] / counts[1];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int p = y * width + x;
                double evenScored = even[y][1 + target][x];
                ofEven[p] = evenScored - meanOfEven * even[y][0][x];
                odd[p] = odd[p] - evenScored - meanOfOdd * (masks[p] - even[y][0][x]);
            }
        }
        return PearsonCorrelation.of(ofEven, odd);
    }
}
