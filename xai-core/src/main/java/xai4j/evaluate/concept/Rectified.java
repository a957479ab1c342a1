package xai4j.evaluate.concept;

import java.util.List;

/** Activations of which parts can be found that add up: what little is negative is taken for zero. */
final class Rectified {
    /** SiLU and its like leave some negative numbers; of a layer that is not rectified at all they are half of the whole. */
    private static final double LITTLE = 0.1;

    private final float[][] rows;
    private final double negative;

    private Rectified(double negative, float[]... rows) {
        this.rows = rows;
        this.negative = negative;
    }

    static Rectified of(List<float[]> rows) {
        double squares = 0;
        double negative = 0;
        float[][] positive = new float[rows.size()][];
        for (int i = 0; i < positive.length; i++) {
            float[] row = rows.get(i).clone();
            for (int c = 0; c < row.length; c++) {
                double square = (double) row[c] * row[c];
                squares += square;
                negative += row[c] < 0 ? square : 0;
                row[c] = Math.max(0, row[c]);
            }
            positive[i] = row;
        }
        return new Rectified(squares == 0 ? 0 : negative / squares, positive);
    }

    /** The activations, none of them negative. */
    float[][] rows() {
        return rows;
    }

    /** The share of the sum of squares that was negative, 0…1. */
    double negative() {
        return negative;
    }

    /** Whether too much was negative for parts to add up. */
    boolean isNegative() {
        return negative > LITTLE;
    }
}
