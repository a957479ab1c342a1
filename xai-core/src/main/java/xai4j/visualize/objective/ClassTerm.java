package xai4j.visualize.objective;

import java.util.Optional;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/** The logit of a class. */
record ClassTerm(int index, double weight) implements ObjectiveTerm {
    @Override
    public Optional<Layer> layer() {
        return Optional.empty();
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public double[] of(Tensor values, Tensor derivative) {
        int classes = values.shape().dim(1);
        if (index < 0 || index >= classes) {
            throw new IllegalArgumentException(
                    "target " + index + " is not one of the model's classes 0…" + (classes - 1));
        }
        double[] scores = new double[values.shape().dim(0)];
        for (int image = 0; image < scores.length; image++) {
            int at = image * classes + index;
            scores[image] = weight * values.at(at);
            derivative.set(at, (float) (derivative.at(at) + weight));
        }
        return scores;
    }

    @Override
    public ObjectiveTerm times(double factor) {
        return new ClassTerm(index, weight * factor);
    }
}
