package xai4j.attention;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How much each taker takes from each token, {@code [R, T]}: tokens from tokens, or queries that gather them. Immutable; computed in double precision,
 * in a fixed order.
 */
final class TokenMatrix {
    private final int rows;
    private final int tokens;
    private final double[] values;

    TokenMatrix(int tokens, double[] values) {
        this.rows = values.length / tokens;
        this.tokens = tokens;
        this.values = values;
    }

    /** Each token takes itself. */
    static TokenMatrix identity(int tokens) {
        double[] values = new double[tokens * tokens];
        for (int i = 0; i < tokens; i++) {
            values[i * tokens + i] = 1;
        }
        return new TokenMatrix(tokens, values);
    }

    int tokens() {
        return tokens;
    }

    int rows() {
        return rows;
    }

    TokenMatrix plus(TokenMatrix other) {
        double[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.values[i];
        }
        return new TokenMatrix(tokens, sum);
    }

    /** The matrix product. */
    TokenMatrix times(TokenMatrix right) {
        double[] product = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < tokens; k++) {
                double factor = values[i * tokens + k];
                for (int j = 0; factor != 0 && j < tokens; j++) {
                    product[i * tokens + j] += factor * right.values[k * tokens + j];
                }
            }
        }
        return new TokenMatrix(tokens, product);
    }

    /** Each row divided by its sum; rows of zeros stay. */
    TokenMatrix rowNormalized() {
        double[] normalized = values.clone();
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < tokens; j++) {
                sum += values[i * tokens + j];
            }
            for (int j = 0; sum != 0 && j < tokens; j++) {
                normalized[i * tokens + j] /= sum;
            }
        }
        return new TokenMatrix(tokens, normalized);
    }

    /** The same with a share of its smallest elements set to zero, the first of equal ones first. */
    TokenMatrix withoutSmallest(double share) {
        int count = (int) Math.floor(share * values.length);
        if (count == 0) {
            return this;
        }
        double[] kept = values.clone();
        IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .limit(count)
                .forEach(i -> kept[i] = 0);
        return new TokenMatrix(tokens, kept);
    }

    /** The mean of some rows. */
    double[] meanOfRows(IntStream rows) {
        int[] which = rows.toArray();
        double[] mean = new double[tokens];
        for (int row : which) {
            for (int j = 0; j < tokens; j++) {
                mean[j] += values[row * tokens + j] / which.length;
            }
        }
        return mean;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
