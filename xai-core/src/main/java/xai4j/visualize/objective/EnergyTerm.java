package xai4j.visualize.objective;

import java.util.Optional;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/** The mean square of everything in a layer, as DeepDream excites it (Mordvintsev et al. 2015). */
record EnergyTerm(Layer whole, double weight) implements ObjectiveTerm {
    @Override
    public Optional<Layer> layer() {
        return Optional.of(whole);
    }

    @Override
    public boolean isLinear() {
        return false;
    }

    @Override
    public double[] of(Tensor values, Tensor derivative) {
        double[] sums = new double[values.shape().dim(0)];
        int size = values.size() / sums.length;
        for (int i = 0; i < values.size(); i++) {
            double value = values.at(i);
            sums[i / size] += weight * value * value / size;
            derivative.set(i, (float) (derivative.at(i) + 2 * weight * value / size));
        }
        return sums;
    }

    @Override
    public ObjectiveTerm times(double factor) {
        return new EnergyTerm(whole, weight * factor);
    }
}
