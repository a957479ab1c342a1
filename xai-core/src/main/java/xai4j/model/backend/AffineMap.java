package xai4j.model.backend;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A map of features to class scores, {@code y_k = bias_k + Σ_c weights_kc · x_c}.
 *
 * @param weights {@code [K, C]}
 * @param bias {@code [K]}
 */
public record AffineMap(Tensor weights, Tensor bias) {
    /** 64 MiB of numbers. */
    private static final int LARGEST_IDENTITY = 4096;

    /**
     * Checks the shapes; the tensors become read-only.
     *
     * @throws IllegalArgumentException if they are not {@code [K, C]} and {@code [K]}
     */
    public AffineMap {
        if (weights.shape().rank() != 2
                || !bias.shape().equals(Shape.of(weights.shape().dim(0)))) {
            throw new IllegalArgumentException("weights " + weights.shape() + " and bias " + bias.shape()
                    + " are no affine map; [K, C] and [K] are expected");
        }
        weights = weights.asReadOnly();
        bias = bias.asReadOnly();
    }

    /** A map without a bias if none is given; the weights are {@code [K, C]}. */
    public static AffineMap of(Tensor weights, @Nullable Tensor bias) {
        return new AffineMap(
                weights, bias == null ? Tensor.zeros(Shape.of(weights.shape().dim(0))) : bias);
    }

    /** The same of weights that lie the other way, {@code [C, K]}. */
    public static AffineMap ofTransposed(Tensor weights, @Nullable Tensor bias) {
        return of(transposed(weights), bias);
    }

    /** What maps feature maps that are class maps already: the identity, without a bias; empty for so many that its square fills the memory. */
    public static Optional<AffineMap> identity(int size) {
        if (size > LARGEST_IDENTITY) {
            return Optional.empty();
        }
        Tensor identity = Tensor.zeros(Shape.of(size, size));
        for (int i = 0; i < size; i++) {
            identity.set(i * size + i, 1f);
        }
        return Optional.of(of(identity, null));
    }

    private static Tensor transposed(Tensor matrix) {
        int rows = matrix.shape().dim(0);
        int columns = matrix.shape().dim(1);
        Tensor result = Tensor.zeros(Shape.of(columns, rows));
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result.set(column * rows + row, matrix.at(row * columns + column));
            }
        }
        return result;
    }

    /** Number of scores. */
    public int classes() {
        return weights.shape().dim(0);
    }

    /** Number of features. */
    public int channels() {
        return weights.shape().dim(1);
    }

    /** Scores {@code [N, K]} of features {@code [N, C]}, summed in double precision. */
    public Tensor apply(Tensor features) {
        int rows = features.shape().dim(0);
        Tensor scores = Tensor.zeros(Shape.of(rows, classes()));
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < classes(); k++) {
                double sum = bias.at(k);
                for (int c = 0; c < channels(); c++) {
                    sum += (double) weights.at(k * channels() + c) * features.at(row * channels() + c);
                }
                scores.set(row * classes() + k, (float) sum);
            }
        }
        return scores;
    }
}
