package xai4j.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** {@link DerivedModel} of a model that shows its inner values. */
class DerivedActivationModel extends DerivedModel implements ActivationModel {
    private final ActivationModel model;

    DerivedActivationModel(ActivationModel model, List<ScoreFunction> functions) {
        super(model, functions);
        this.model = model;
    }

    @Override
    public List<Layer> layers() {
        return model.layers();
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        Activations seen = model.activations(batch, layers);
        return new Activations(derived(seen.scores()), seen.values());
    }

    /** The same pooling under the functions' own weights; none when a function is not linear. */
    @Override
    public Optional<LinearHead> head() {
        return functions().stream().allMatch(ScoreFunction::isLinear)
                ? model.head().map(this::combined)
                : Optional.empty();
    }

    private LinearHead combined(LinearHead head) {
        int classes = head.weights().shape().dim(0);
        int channels = head.weights().shape().dim(1);
        Tensor weights = Tensor.zeros(Shape.of(functions().size(), channels));
        Tensor bias = Tensor.zeros(Shape.of(functions().size()));
        for (int t = 0; t < functions().size(); t++) {
            float[] parts = new float[classes];
            functions().get(t).addGradient(new float[classes], 1, parts);
            double offset = 0;
            double[] sums = new double[channels];
            for (int k = 0; k < classes; k++) {
                offset += (double) parts[k] * head.bias().at(k);
                for (int c = 0; parts[k] != 0 && c < channels; c++) {
                    sums[c] += (double) parts[k] * head.weights().at(k * channels + c);
                }
            }
            bias.set(t, (float) offset);
            for (int c = 0; c < channels; c++) {
                weights.set(t * channels + c, (float) sums[c]);
            }
        }
        return new LinearHead(head.features(), head.pooling(), weights, bias);
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return model.lastSpatialLayer();
    }

    @Override
    public Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
        return model.receptiveField(layer, row, column, input);
    }

    @Override
    public Attention attention() {
        return model.attention();
    }
}
