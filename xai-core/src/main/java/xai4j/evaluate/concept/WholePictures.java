package xai4j.evaluate.concept;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
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

/** Whole pictures told by concepts that were found in pieces: how much the class's logit depends on each. */
final class WholePictures {
    private final ActivationModel model;
    private final Layer layer;
    private final NonNegativeFactorization found;
    private final LayerTail tail;

    WholePictures(ActivationModel model, Layer layer, NonNegativeFactorization found, LayerTail tail) {
        this.model = model;
        this.layer = layer;
        this.found = found;
        this.tail = tail;
    }

    /** Per picture the total Sobol index of each concept; pictures that can no longer be read are left out. */
    List<double[]> importances(LabelledImages images, List<Integer> positions) {
        return Parallel.map(positions.size(), i -> {
                    try {
                        return Optional.of(importances(images, (int) positions.get(i)));
                    } catch (ImageException | ModelException e) {
                        return Optional.<double[]>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private double[] importances(LabelledImages images, int position) {
        PreparedImage image = model.spec().prepare(images.image(position));
        Tensor values = Objects.requireNonNull(
                model.activations(image.batch(), Set.of(layer)).values().get(layer));
        FeatureMapLayout layout = FeatureMapLayout.of(layer, values.shape());
        double[][] map = IntStream.range(0, layout.area())
                .mapToObj(place -> found.coefficients(at(values, layout, place)))
                .toArray(double[][]::new);
        double[][] parts = found.parts();
        // another draw for each picture, so that errors of sampling do not add up
        TotalSobolIndices sobol = new TotalSobolIndices(parts.length, tail.designs(), position);
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
