package xai4j.model;

import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A value inside a network that can be read or differentiated.
 *
 * @param name unique name within the model: a module path or the name of a graph value
 * @param operator what computes it, in the backend's own words ({@code Conv}, {@code Relu}, {@code BasicBlock})
 * @param shape output shape with the batch axis first; unknown extents are {@link Shape#DYNAMIC}
 * @param layout how the values are arranged
 */
public record Layer(String name, String operator, Shape shape, FeatureLayout layout) {
    /** Stands for the model's input image wherever layers are asked for. */
    public static final Layer INPUT = new Layer("input", "Input", Shape.of(), FeatureLayout.OTHER);

    /**
     * Passes values through that fit this layer for some images.
     *
     * @throws IllegalArgumentException if they do not; the message names both shapes
     */
    public Tensor requireFit(Tensor values, int images) {
        Shape given = values.shape();
        boolean fits = given.rank() == shape.rank() && given.rank() > 0 && given.dim(0) == images;
        for (int axis = 1; fits && axis < shape.rank(); axis++) {
            fits = shape.dim(axis) == Shape.DYNAMIC || shape.dim(axis) == given.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException("values " + given + " do not fit layer " + name + " " + shape
                    + " for a batch of " + images + " images");
        }
        return values;
    }
}
