package xai4j.coalition.soft;

import java.util.Arrays;

/** Sums of masks that are written out to be added. */
final class WrittenSums implements SoftMasks.Sums {
    private final int height;
    private final double[][][][] sums;
    private final SoftMasks.Pieces pieces;
    private final float[] line;

    WrittenSums(SoftMasks.Sized masks, int groups, int factors, int width, int height) {
        this.height = height;
        this.sums = new double[height][groups][factors][width];
        this.pieces = masks.pieces(width, height);
        this.line = new float[width];
    }

    @Override
    public int capacity() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void add(int index, int[] groups, double... factors) {
        pieces.begin(index);
        for (int y = 0; y < height; y++) {
            pieces.next(line);
            for (int group : groups) {
                for (int i = 0; i < factors.length; i++) {
                    addTimes(factors[i], sums[y][group][i]);
                }
            }
        }
    }

    private void addTimes(double factor, double[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += factor * line[x];
        }
    }

    @Override
    public void read(SoftMasks.RowSums rows) {
        for (int y = 0; y < height; y++) {
            rows.take(y, sums[y]);
            for (double[][] group : sums[y]) {
                for (double[] sum : group) {
                    Arrays.fill(sum, 0);
                }
            }
        }
    }
}
