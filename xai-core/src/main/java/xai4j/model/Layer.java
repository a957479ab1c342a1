package xai4j.model;

import xai4j.tensor.Shape;

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
}
