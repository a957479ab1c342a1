package xai4j.visualize.parameterization;

/** What is optimised: parameters from which an RGB picture {@code [3, H, W]} in [0, 1] is made. */
public interface ImageParameterization {
    /** The parameters, which an optimiser changes in place. */
    float[] parameters();

    /** The picture, row by row, red plane first; not to be changed. */
    float[] rgb();

    /** The gradient of the parameters for a gradient of the picture that {@link #rgb()} returned last; holds until the next call. */
    float[] backward(float[] gradient);

    /** Brings parameters that are themselves pixels back into [0, 1]. */
    default void clip() {}
}
