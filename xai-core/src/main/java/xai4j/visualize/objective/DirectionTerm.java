package xai4j.visualize.objective;

import java.util.List;
import java.util.Optional;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/**
 * A weighted sum of a layer's channels, at one place or as mean over all places.
 *
 * @param direction a weight per channel
 * @param x column, or -1 for all places
 * @param y row, or -1 for all places
 */
record DirectionTerm(Layer whole, List<Double> direction, int x, int y, double weight) implements ObjectiveTerm {
    @Override
    public Optional<Layer> layer() {
        return Optional.of(whole);
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public double[] of(Tensor values, Tensor derivative) {
        FeatureMapLayout planes = FeatureMapLayout.of(whole, values.shape());
        int first = x < 0 ? 0 : place(planes);
        int last = x < 0 ? planes.area() : first + 1;
        double[] sums = new double[planes.images()];
        for (int image = 0; image < sums.length; image++) {
            for (int k = 0; k < planes.channels(); k++) {
                double share = weight * direction.get(k) / (last - first);
                for (int place = first; share != 0 && place < last; place++) {
                    int at = planes.at(image, k, place);
                    sums[image] += share * values.at(at);
                    derivative.set(at, (float) (derivative.at(at) + share));
                }
            }
        }
        return sums;
    }

    private int place(FeatureMapLayout planes) {
        if (x >= planes.width() || y >= planes.height()) {
            throw new IllegalArgumentException("there is no place (" + x + ", " + y + ") in layer " + whole.name()
                    + " of " + planes.width() + "×" + planes.height());
        }
        return y * planes.width() + x;
    }

    @Override
    public ObjectiveTerm times(double factor) {
        return new DirectionTerm(whole, direction, x, y, weight * factor);
    }
}
