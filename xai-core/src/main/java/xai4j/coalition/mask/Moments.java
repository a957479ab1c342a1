package xai4j.coalition.mask;

/**
 * Weighted sums over coalitions z and their values y, from which linear models of a game are solved: {@code Σ w}, {@code Σ w z},
 * {@code Σ w z zᵀ}, {@code Σ w y}, {@code Σ w y z}, {@code Σ w y²}.
 *
 * <p>Weights depend on the size of a coalition only, as those of LIME and of the Shapley kernel do. Then {@code Σ w z zᵀ} is a
 * count of common ones per pair of players and size: rows are sorted by size, bit matrices transposed, and pairs counted 64
 * coalitions at a time.
 */
public final class Moments {
    private final int players;
    private final int targets;
    private double weight;
    private final double[] linear;
    private final double[] gram;
    private final double[] valueSum;
    private final double[] valueSquared;
    private final double[][] cross;

    private Moments(int players, int targets) {
        this.players = players;
        this.targets = targets;
        this.linear = new double[players];
        this.gram = new double[players * players];
        this.valueSum = new double[targets];
        this.valueSquared = new double[targets];
        this.cross = new double[targets][players];
    }

    /**
     * Sums up.
     *
     * @param masks coalitions
     * @param weightOfSize weight of a coalition by its size {@code 0…M}
     * @param values {@code [rows, T]}
     */
    public static Moments of(MaskBatch masks, double[] weightOfSize, double[] values, int targets) {
        Moments moments = new Moments(masks.players(), targets);
        moments.addValues(masks, weightOfSize, values);
        moments.addPairs(SizeBlocks.of(masks), weightOfSize);
        return moments;
    }

    /** {@code Σ w}. */
    public double weight() {
        return weight;
    }

    /** {@code Σ w z}, {@code [M]}. */
    public double[] linear() {
        return linear;
    }

    /** {@code Σ w z zᵀ}, {@code [M, M]} row-major. */
    public double[] gram() {
        return gram;
    }

    /** {@code Σ w y} of a target. */
    public double value(int target) {
        return valueSum[target];
    }

    /** {@code Σ w y²} of a target. */
    public double valueSquared(int target) {
        return valueSquared[target];
    }

    /** {@code Σ w y z} of a target, {@code [M]}. */
    public double[] cross(int target) {
        return cross[target];
    }

    private void addValues(MaskBatch masks, double[] weightOfSize, double[] values) {
        for (int row = 0; row < masks.rows(); row++) {
            double w = weightOfSize[masks.size(row)];
            weight += w;
            for (int t = 0; t < targets; t++) {
                double y = values[row * targets + t];
                valueSum[t] += w * y;
                valueSquared[t] += w * y * y;
                addRow(masks, row, w * y, cross[t]);
            }
        }
    }

    private static void addRow(MaskBatch masks, int row, double value, double[] sums) {
        for (int word = 0; word < masks.words(); word++) {
            for (long rest = masks.word(row, word); rest != 0; rest &= rest - 1) {
                sums[word * Long.SIZE + Long.numberOfTrailingZeros(rest)] += value;
            }
        }
    }

    private void addPairs(SizeBlocks blocks, double[] weightOfSize) {
        int count = blocks.count();
        double[] weights = new double[count];
        for (int b = 0; b < count; b++) {
            weights[b] = weightOfSize[blocks.size(b)];
        }
        for (int i = 0; i < players; i++) {
            long[] a = blocks.column(i);
            for (int j = i; j < players; j++) {
                long[] c = blocks.column(j);
                double sum = 0;
                for (int b = 0; b < count; b++) {
                    sum += weights[b] * Long.bitCount(a[b] & c[b]);
                }
                gram[i * players + j] = sum;
                gram[j * players + i] = sum;
            }
            linear[i] = gram[i * players + i];
        }
    }
}
