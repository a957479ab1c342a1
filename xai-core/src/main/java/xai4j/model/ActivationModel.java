package xai4j.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.tensor.Tensor;

/** A model that shows its inner values. */
public interface ActivationModel extends Model {
    /** Layers in execution order. */
    List<Layer> layers();

    /**
     * Runs the model and returns the outputs of the wanted layers beside the scores.
     *
     * @param batch images as for {@link #predict}
     * @param layers layers of this model
     * @throws IllegalArgumentException if a layer is not of this model
     */
    Activations activations(Tensor batch, Set<Layer> layers);

    /** The pooling and linear map at the end of the network, when it has that form. */
    Optional<LinearHead> head();

    /**
     * The layer that CAM methods explain unless told otherwise: the last one with spatial extent, after its activation
     * function; empty when there is none.
     */
    Optional<Layer> lastSpatialLayer();

    /** The self-attention of this model's blocks; what stands in the way where none was found. */
    default Attention attention() {
        return Attention.none("attention is found in ONNX files only; export " + spec().name() + " to ONNX");
    }

    /**
     * What a place of a layer's map can have seen of the picture: what lies outside changes nothing there.
     *
     * @param layer a layer of this model with maps
     * @param row of the map
     * @param column of the map
     * @param input as which the picture was prepared, with its size
     * @return in pixels of the input, cut at its borders; empty where it is not known
     */
    default Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
        return Optional.empty();
    }

    /**
     * The layer of the given name.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest names
     */
    default Layer layer(String name) {
        return LayerNames.find(layers(), name);
    }
}
