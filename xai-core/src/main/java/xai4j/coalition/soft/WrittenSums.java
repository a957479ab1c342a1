package xai4j.coalition.soft;

import java.util.Arrays;

/** Sums of masks that are written out to be added. */
final class WrittenSums implements SoftMasks.Sums {
    private final SoftMasks.Sized masks;
    private final double[][] sums;
    private final float[] mask;

    /**
     * Starts at zero.
     *
     * @param area pixels of a mask
     */
    WrittenSums(SoftMasks.Sized masks, int count, int area) {
        this.masks = masks;
        this.sums = new double[count][area];
        this.mask = new float[area];
    }

    @Override
    public void add(int index, double... factors) {
        masks.write(index, mask);
        for (int i = 0; i < factors.length; i++) {
            addTimes(factors[i], sums[i]);
        }
    }

    private void addTimes(double factor, double[] sum) {
        for (int p = 0; p < sum.length; p++) {
            sum[p] += factor * mask[p];
        }
    }

    @Override
    public void moveTo(int which, double[] others) {
        System.arraycopy(sums[which], 0, others, 0, others.length);
        Arrays.fill(sums[which], 0);
    }
}
