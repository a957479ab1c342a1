package xai4j.prototype;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Any model with a prototype layer, read as a prototype network (Chen et al. 2019): {@code logit_k = b_k + Σ_p w_kp ·
 * max_ij s_pij}, or with the mean of the largest s_pij in the maximum's place. Does not own the model.
 */
public final class PrototypeNetwork {
    private final ActivationModel model;
    private final PrototypeMetadata metadata;
    private final Layer layer;

    private PrototypeNetwork(ActivationModel model, PrototypeMetadata metadata, Layer layer) {
        this.model = model;
        this.metadata = metadata;
        this.layer = layer;
    }

    /**
     * Reads a model in the light of a description.
     *
     * @throws IllegalArgumentException if the model has no such layer, or the layer no spatial extent
     */
    public static PrototypeNetwork of(ActivationModel model, PrototypeMetadata metadata) {
        Layer layer = model.layer(metadata.layer());
        if (!layer.layout().isMap()) {
            throw new IllegalArgumentException("layer " + layer.name() + " " + layer.shape()
                    + " holds no maps; prototypes are read from a layer [N, channels, height, width]");
        }
        return new PrototypeNetwork(model, metadata, layer);
    }

    /** Reads a model in the light of a {@code prototypes.json}. */
    public static PrototypeNetwork of(ActivationModel model, Path file) {
        return of(model, PrototypeFile.read(file));
    }

    /** The model that is read. */
    public ActivationModel model() {
        return model;
    }

    /** What is known of its prototypes. */
    public PrototypeMetadata metadata() {
        return metadata;
    }

    /**
     * Compares a batch with the prototypes.
     *
     * @param batch images as for the model
     * @throws ModelException if the layer does not hold what the description says, or values are not finite
     */
    public PrototypeMaps compare(Tensor batch) {
        Activations activations = model.activations(batch, Set.of(layer));
        Tensor values = planar(Objects.requireNonNull(activations.values().get(layer)));
        Tensor logits = logits(batch, activations.scores());
        Scores.requireFinite(logits, model.spec().name());
        return new PrototypeMaps(logits, similarities(values));
    }

    private Tensor logits(Tensor batch, Tensor scores) {
        ScoreKind kind = model.spec().scores();
        Tensor logits = kind.isLogits() || kind == ScoreKind.OTHER ? scores : model.predict(batch, Score.LOGIT);
        if (logits.shape().dim(1) != metadata.classes()) {
            throw new ModelException("the prototypes' last layer is for " + metadata.classes() + " classes, but "
                    + model.spec().name() + " has " + logits.shape().dim(1));
        }
        return logits;
    }

    private Tensor similarities(Tensor values) {
        Tensor distances = values;
        if (metadata.holds() == PrototypeMetadata.Holds.FEATURES) {
            distances = PrototypeDistances.of(values, metadata.vectors().orElseThrow());
        } else if (values.shape().dim(1) != metadata.count()) {
            throw new ModelException("layer " + layer.name() + " has "
                    + values.shape().dim(1) + " maps, but " + metadata.count() + " prototypes are described");
        }
        Tensor result = Tensor.zeros(distances.shape());
        boolean ready = metadata.holds() == PrototypeMetadata.Holds.SIMILARITIES;
        for (int i = 0; i < result.size(); i++) {
            float value = distances.at(i);
            if (!Float.isFinite(value)) {
                throw new ModelException("the values of layer " + layer.name() + " are not finite");
            }
            result.set(i, ready ? value : metadata.similarity().of(Math.max(0, value)));
        }
        return result;
    }

    /** {@code [N, h, w, C]} as {@code [N, C, h, w]}, whatever the layer's own layout. */
    private Tensor planar(Tensor values) {
        Shape shape = values.shape();
        if (shape.rank() != 4) {
            throw new ModelException("layer " + layer.name() + " gave " + shape + ", not maps");
        }
        return FeatureMapLayout.of(layer, shape).planar(values);
    }
}
