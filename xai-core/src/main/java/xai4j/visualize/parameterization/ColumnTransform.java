package xai4j.visualize.parameterization;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Discrete Fourier transforms of many columns at once, of any length: {@code X_k = Σ_j x_j e^(∓2πi jk/n)} for each column, without
 * a factor.
 *
 * <p>Feature visualisation spends most of its own time here, and transform libraries take one sequence at a time, number by number.
 * Here the innermost loops run over neighbouring columns with constant factors and one index for all arrays, which is what the
 * virtual machine makes vector instructions of. The stages are Stockham's (self-sorting), one per prime factor of the length; a
 * prime length costs as much as plain sums.
 */
final class ColumnTransform {
    private final int length;
    private final List<Integer> radices;
    private final float[] cosines;
    private final float[] sines;
    private Complex values;
    private Complex other;

    /** Numbers {@code [length][columns]}, real and imaginary parts apart. */
    static final class Complex {
        final float[][] re;
        final float[][] im;

        private Complex(int length, int columns) {
            this.re = new float[length][columns];
            this.im = new float[length][columns];
        }
    }

    /** Makes a transform, which keeps its working memory and so serves one thread. */
    ColumnTransform(int length, int columns) {
        this.length = length;
        this.radices = primeFactors(length);
        this.cosines = new float[length];
        this.sines = new float[length];
        for (int i = 0; i < length; i++) {
            cosines[i] = (float) Math.cos(2 * Math.PI * i / length);
            sines[i] = (float) Math.sin(2 * Math.PI * i / length);
        }
        this.values = new Complex(length, columns);
        this.other = new Complex(length, columns);
    }

    private static List<Integer> primeFactors(int number) {
        List<Integer> factors = new ArrayList<>();
        int rest = number;
        for (int factor = 2; rest > 1; factor++) {
            for (; rest % factor == 0; rest /= factor) {
                factors.add(factor);
            }
        }
        // the later a stage, the more of its factors are one, which is made use of for pairs
        Collections.reverse(factors);
        return factors;
    }

    /** The numbers to be transformed, and after that the result; to be asked for again after each transform. */
    Complex values() {
        return values;
    }

    /** Transforms {@link #values()} with a negative exponent. */
    void forward() {
        transform(-1);
    }

    /** Transforms {@link #values()} with a positive exponent; the inverse but for a factor {@code 1 / length}. */
    void inverse() {
        transform(1);
    }

    private void transform(int sign) {
        int rest = length;
        int stride = 1;
        for (int radix : radices) {
            rest /= radix;
            for (int p = 0; p < rest; p++) {
                for (int q = 0; q < stride; q++) {
                    butterfly(radix, p, q, rest, stride, sign);
                }
            }
            stride *= radix;
            Complex result = other;
            other = values;
            values = result;
        }
    }

    /** {@code out_k = w^pk Σ_j x_j v^jk}, with w of order {@code radix · rest} and v of order {@code radix}. */
    private void butterfly(int radix, int p, int q, int rest, int stride, int sign) {
        for (int k = 0; k < radix; k++) {
            int to = (radix * p + k) * stride + q;
            int turn = stride * p * k;
            if (radix == 2 && turn == 0) {
                int a = p * stride + q;
                int b = a + rest * stride;
                combine(values.re[a], values.re[b], 1 - 2 * k, other.re[to]);
                combine(values.im[a], values.im[b], 1 - 2 * k, other.im[to]);
            } else {
                for (int j = 0; j < radix; j += 2) {
                    int a = (p + rest * j) * stride + q;
                    int b = j + 1 < radix ? a + rest * stride : a;
                    int angleA = Math.floorMod(sign * (turn + stride * rest * k * j), length);
                    int angleB = Math.floorMod(sign * (turn + stride * rest * k * (j + 1)), length);
                    float share = j + 1 < radix ? 1 : 0;
                    pair(
                            a,
                            b,
                            cosines[angleA],
                            sines[angleA],
                            share * cosines[angleB],
                            share * sines[angleB],
                            to,
                            j > 0);
                }
            }
        }
    }

    /** Sets or adds to a row of the result two rows, turned. */
    private void pair(int a, int b, float cosA, float sinA, float cosB, float sinB, int to, boolean added) {
        float[] reA = values.re[a];
        float[] imA = values.im[a];
        float[] reB = values.re[b];
        float[] imB = values.im[b];
        if (added) {
            add(reA, imA, reB, imB, cosA, -sinA, cosB, -sinB, other.re[to]);
            add(reA, imA, reB, imB, sinA, cosA, sinB, cosB, other.im[to]);
        } else {
            set(reA, imA, reB, imB, cosA, -sinA, cosB, -sinB, other.re[to]);
            set(reA, imA, reB, imB, sinA, cosA, sinB, cosB, other.im[to]);
        }
    }

    private static void combine(float[] a, float[] b, float factor, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] + factor * b[i];
        }
    }

    private static void set(
            float[] a, float[] b, float[] c, float[] d, float u, float v, float w, float x, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = u * a[i] + v * b[i] + w * c[i] + x * d[i];
        }
    }

    private static void add(
            float[] a, float[] b, float[] c, float[] d, float u, float v, float w, float x, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] += u * a[i] + v * b[i] + w * c[i] + x * d[i];
        }
    }
}
