package xai4j.evaluate.concept;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import xai4j.image.ImageException;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.numeric.NonNegativeFactorization;
import xai4j.numeric.Parallel;
import xai4j.numeric.TotalSobolIndices;
import xai4j.tensor.Tensor;

/** Pictures told, in a layer, by parts that are dimmed at random: how much the class's logit depends on each. */
final class DimmedParts {
    private final ActivationModel model;
    private final Layer layer;
    private final NonNegativeFactorization found;
    private final LayerTail tail;

    DimmedParts(ActivationModel model, Layer layer, NonNegativeFactorization found, LayerTail tail) {
        this.model = model;
        this.layer = layer;
        this.found = found;
        this.tail = tail;
    }

    /**
     * Per picture the total Sobol index of each part; pictures that can no longer be read are left out.
     *
     * @param count of the pictures
     * @param picture makes one
     * @param seed of a picture's draw: another for each, so that errors of sampling do not add up
     */
    List<double[]> importances(int count, IntFunction<BufferedImage> picture, IntUnaryOperator seed) {
        return Parallel.map(count, i -> {
                    try {
                        return Optional.of(importances(picture.apply(i), seed.applyAsInt(i)));
                    } catch (ImageException | ModelException e) {
                        return Optional.<double[]>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private double[] importances(BufferedImage picture, int seed) {
        PreparedImage image = model.spec().prepare(picture);
        Tensor values = Objects.requireNonNull(
                model.activations(image.batch(), Set.of(layer)).values().get(layer));
        FeatureMapLayout layout = FeatureMapLayout.of(layer, values.shape());
        double[][] map = IntStream.range(0, layout.area())
                .mapToObj(place -> found.coefficients(at(values, layout, place)))
                .toArray(double[][]::new);
        double[][] parts = found.parts();
        TotalSobolIndices sobol = new TotalSobolIndices(parts.length, tail.designs(), seed);
        return sobol.of(tail.scores(image, layout, map, parts, sobol.points()));
    }

    private static float[] at(Tensor values, FeatureMapLayout layout, int place) {
        float[] channels = new float[layout.channels()];
        for (int c = 0; c < channels.length; c++) {
            channels[c] = Math.max(0, values.at(layout.at(0, c, place)));
        }
        return channels;
    }
}
