package xai4j.visualize.objective;

import java.util.Optional;
import xai4j.model.Layer;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * How near a layer's values come to those of an image, {@code −‖a − a₀‖² / ‖a₀‖²}: the activation inversion of Mahendran and
 * Vedaldi (2015).
 *
 * @param wanted a₀, the values of one image without batch axis
 */
record LikenessTerm(Layer whole, Tensor wanted, double weight) implements ObjectiveTerm {
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
        Shape one = values.shape().dropFirst();
        if (!one.equals(wanted.shape())) {
            throw new IllegalArgumentException(
                    "layer " + whole.name() + " is " + one + " here; the image's values are " + wanted.shape());
        }
        double size = 0;
        for (int i = 0; i < wanted.size(); i++) {
            size += (double) wanted.at(i) * wanted.at(i);
        }
        if (size == 0) {
            throw new IllegalArgumentException("layer " + whole.name() + " is zero everywhere for this image");
        }
        double[] sums = new double[values.shape().dim(0)];
        for (int i = 0; i < values.size(); i++) {
            double missing = values.at(i) - wanted.at(i % wanted.size());
            sums[i / wanted.size()] -= weight * missing * missing / size;
            derivative.set(i, (float) (derivative.at(i) - 2 * weight * missing / size));
        }
        return sums;
    }

    @Override
    public ObjectiveTerm times(double factor) {
        return new LikenessTerm(whole, wanted, weight * factor);
    }
}
