package xai4j.onnx.train;

import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What is kept of a backbone's feature maps. */
public enum FeatureKind {
    /** The mean of each channel: {@code [C]}. Enough for a linear head and for trees. */
    POOLED {
        @Override
        Tensor kept(Tensor maps) {
            return means(maps);
        }
    },
    /** The maps themselves, {@code [C, h, w]}, as prototypes need them. */
    MAPS {
        @Override
        Tensor kept(Tensor maps) {
            return maps;
        }
    };

    /** What is kept of {@code [V, C, h, w]}, a row per view. */
    abstract Tensor kept(Tensor maps);

    /** The mean of each channel, {@code [V, C]}. */
    static Tensor means(Tensor maps) {
        Shape shape = maps.shape();
        int area = shape.dim(2) * shape.dim(3);
        Tensor means = Tensor.zeros(Shape.of(shape.dim(0), shape.dim(1)));
        for (int i = 0; i < means.size(); i++) {
            double sum = 0;
            for (int at = 0; at < area; at++) {
                sum += maps.at(i * area + at);
            }
            means.set(i, (float) (sum / area));
        }
        return means;
    }
}
