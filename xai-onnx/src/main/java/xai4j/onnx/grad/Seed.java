package xai4j.onnx.grad;

/**
 * Where the backward pass starts.
 *
 * @param value name of the value that is differentiated
 * @param asScores whether the cotangent comes as {@code [N, K]} whatever extents of one the value has besides
 */
public record Seed(String value, boolean asScores) {
    /** Class scores: the cotangent is {@code [N, K]}. */
    public static Seed scores(String value) {
        return new Seed(value, true);
    }

    /** Any layer: the cotangent has the layer's shape. */
    public static Seed layer(String value) {
        return new Seed(value, false);
    }
}
