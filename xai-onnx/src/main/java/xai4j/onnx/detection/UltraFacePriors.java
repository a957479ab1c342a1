package xai4j.onnx.detection;

import java.util.ArrayList;
import java.util.List;

/** Prior boxes of Ultra-Light-Fast-Generic-Face-Detector: square boxes of fixed sizes in pixels at the cells of four strides. */
final class UltraFacePriors {
    private static final int[] STRIDES = {8, 16, 32, 64};
    private static final double[][] SIZES = {{10, 16, 24}, {32, 48}, {64, 96}, {128, 192, 256}};

    private UltraFacePriors() {}

    /** Centre, width and height per prior, as shares of the picture, cut off at its border; row by row, sizes in turn, stride by stride. */
    static float[][] of(int width, int height) {
        List<float[]> priors = new ArrayList<>();
        for (int i = 0; i < STRIDES.length; i++) {
            int columns = (width + STRIDES[i] - 1) / STRIDES[i];
            int rows = (height + STRIDES[i] - 1) / STRIDES[i];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    for (double size : SIZES[i]) {
                        priors.add(new float[] {
                            share((column + 0.5) / columns),
                            share((row + 0.5) / rows),
                            share(size / width),
                            share(size / height)
                        });
                    }
                }
            }
        }
        return priors.toArray(float[][]::new);
    }

    private static float share(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }
}
