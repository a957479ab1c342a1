package xai4j.visualize.transformation;

/** One drawn transformation of a picture {@code [3, H, W]}: linear up to a constant, so that gradients pass back through it. */
public interface Transformation {
    /** The transformed picture. */
    float[] apply(float[] rgb);

    /** The gradient of the picture for a gradient of the transformed one. */
    float[] transpose(float[] gradient);
}
