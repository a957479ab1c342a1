package xai4j.model.detection;

import java.util.ArrayList;
import java.util.List;

/** Default boxes of the single-shot detector (Liu et al. 2016), whose offsets a network puts out. */
public final class SsdPriors {
    private static final int SIDE = 300;
    private static final int[] CELLS = {38, 19, 10, 5, 3, 1};
    private static final int[] STEPS = {8, 16, 32, 64, 100, 300};
    private static final int[] SCALES = {21, 45, 99, 153, 207, 261, 315};
    private static final int[][] RATIOS = {{2}, {2, 3}, {2, 3}, {2, 3}, {2}, {2}};

    private SsdPriors() {}

    /**
     * SSD300 on COCO: 8732 boxes as centre, width and height in shares of the picture, cut off at its border; map by map, size by size, cells row by
     * row, as NVIDIA's DeepLearningExamples and DJL's {@code PtSsdTranslator} have them.
     */
    public static float[][] ssd300() {
        List<float[]> priors = new ArrayList<>();
        for (int map = 0; map < CELLS.length; map++) {
            for (double[] size : sizes(map)) {
                for (int row = 0; row < CELLS[map]; row++) {
                    for (int column = 0; column < CELLS[map]; column++) {
                        priors.add(new float[] {
                            share((column + 0.5) * STEPS[map] / SIDE),
                            share((row + 0.5) * STEPS[map] / SIDE),
                            share(size[0]),
                            share(size[1])
                        });
                    }
                }
            }
        }
        return priors.toArray(float[][]::new);
    }

    /** Width and height: two squares, then each ratio lying and standing. */
    private static List<double[]> sizes(int map) {
        double side = (double) SCALES[map] / SIDE;
        double larger = Math.sqrt(side * SCALES[map + 1] / SIDE);
        List<double[]> sizes = new ArrayList<>(List.of(new double[] {side, side}, new double[] {larger, larger}));
        for (int ratio : RATIOS[map]) {
            double root = Math.sqrt(ratio);
            sizes.add(new double[] {side * root, side / root});
            sizes.add(new double[] {side / root, side * root});
        }
        return sizes;
    }

    private static float share(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }
}
